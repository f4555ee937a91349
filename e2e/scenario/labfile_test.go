package scenario

import (
	"cmp"
	"strings"
	"text/template"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// labSpec is what the tests change in a lab file.
type labSpec struct {
	Name     string
	Port     int    // of the host, in front of the management cluster
	Release  string // of Cluster API
	Agents   int    // nodes of the management cluster beside its server
	Clusters []clusterSpec

	Reach *reach // how nodes reach registries, if the test looks

	Pulls *pulls // whether its images come from registries

	DualStack bool // whether the network has addresses of IPv6 as well
}

type clusterSpec struct {
	Name          string
	ControlPlanes int // 0 is 1
	Workers       int
	MachinePool   bool   // its workers are a MachinePool, and else a MachineDeployment
	Web           string // value of the label that the webserver's profile asks for
	Pods          string // podCIDR, and likewise serviceCIDR
	Services      string
	Said          *said // what else its entry says of machines
}

// said is what of this host is in the machines of a cluster.
type said struct {
	Shared  string // a directory
	Image   string // an image
	MaxPods int

	Namespace string // of the Cluster
}

// Home is the namespace of the Cluster in the management cluster.
func (c clusterSpec) Home() string {
	if c.Said != nil {
		return c.Said.Namespace
	}
	return "default"
}

// machines is how many nodes the cluster has.
func (c clusterSpec) machines() int { return c.ControlPlaneMachines() + c.Workers }

// ControlPlaneMachines is one where nobody says more.
func (c clusterSpec) ControlPlaneMachines() int { return max(1, c.ControlPlanes) }

func (s labSpec) management() string { return s.Name + "-management" }

// server is the container of the management cluster's only node.
func (s labSpec) server() string { return "k3d-" + s.management() + "-server-0" }

var labFile = template.Must(template.New("lab.yaml").Parse(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: {{.Lab.Name}}
managementCluster:
  provider: k3d
  image: {{.K3s}}
  agents: {{.Lab.Agents}}
  ports: ["127.0.0.1:{{.Lab.Port}}:80@loadbalancer"]
  clusterAPI: {version: {{.ClusterAPI}}, repository: {{.Built.Repository}}}
  sveltos: {version: {{.Sveltos}}, chart: {{.Built.Chart}}}
{{- if .Lab.DualStack}}
peering: {ipv6: true}
{{- end}}
{{- with .Lab.Reach}}
registries:
- {host: docker.io, mirrors: ["https://{{.Mirror}}"]}
- {host: "{{.Mirror}}", username: lab, passwordFile: ./registry.password}
proxy:
  https: http://{{.Proxy}}
  noProxy: ["{{.Host}}"]
  username: lab
  passwordFile: ./registry.password
certificateAuthorities: [./mirror.pem]
imageArchives: [{path: ./images.tar}]
{{- end}}
{{- with .Lab.Pulls}}
registries:
- {host: {{.Registry}}, username: lab, passwordFile: ./registry.password}
proxy: {https: "{{.Proxy}}"}
certificateAuthorities: [./internet.pem]
imageCache: true
{{- end}}
addonProfiles:
- name: cni
  clusterSelector: {matchLabels: {network: routed}}
  manifests: [{{.Built.Addons}}/cni.yaml]
- name: webserver
  clusterSelector: {matchLabels: {web: "yes"}}
  dependsOn: [cni]
  manifests: [{{.Built.Addons}}/webserver.yaml]
  open:
  - {name: webserver, namespace: webserver, service: webserver, port: 80}
{{- with .Lab.Pulls}}
- name: notice
  clusterSelector: {matchLabels: {network: routed}}
  helmCharts: [{repositoryURL: "https://{{.Charts}}", chart: addons/notice, version: 1.0.0, release: notice, namespace: default}]
{{- end}}
{{- range .Lab.Clusters}}
{{- with .Said}}
- name: notice
  namespace: {{.Namespace}}
  clusterSelector: {matchLabels: {network: routed}}
  manifests: [./notice.yaml]
{{- end}}
{{- end}}
workloadClusters:
{{- range .Lab.Clusters}}
- name: {{.Name}}
  kubernetesVersion: {{$.Kubernetes}}
  image: kindest/node:{{$.Kubernetes}}
  labels: {network: routed, web: "{{.Web}}"}
  {{- with .Pods}}
  podCIDR: {{.}}
  {{- end}}
  {{- with .Services}}
  serviceCIDR: {{.}}
  {{- end}}
  {{- with .Said}}
  namespace: {{.Namespace}}
  customHAProxyConfigTemplateRef: {name: haproxy}
  manifests: [./haproxy.yaml]
  {{- end}}
  controlPlane:
    replicas: {{.ControlPlaneMachines}}
    {{- with .Said}}
    kubeadmConfigSpec:
      clusterConfiguration: {apiServer: {certSANs: [lab.example.com], extraArgs: [{name: audit-log-maxage, value: "30"}]}}
    {{- end}}
  workers:
  - name: md-0
    replicas: {{.Workers}}
    {{- if .MachinePool}}
    machinePool: true
    {{- end}}
    {{- with .Said}}
    extraMounts: [{hostPath: {{.Shared}}, containerPath: /data, readOnly: true}]
    preLoadImages: ["{{.Image}}"]
    kubeadmConfigSpec:
      files: [{path: /etc/e2e/said, content: said}]
      preKubeadmCommands: [cp /etc/e2e/said /etc/e2e/done]
      joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: max-pods, value: "{{.MaxPods}}"}]}}
    {{- end}}
{{- end}}
`))

func (s labSpec) text(built imageset.Built) string {
	var b strings.Builder
	err := labFile.Execute(&b, map[string]any{
		"Lab": s, "Built": built, "K3s": imageset.K3sImage, "ClusterAPI": cmp.Or(s.Release, imageset.ClusterAPI),
		"Sveltos": imageset.Sveltos, "Kubernetes": imageset.Kubernetes,
	})
	if err != nil {
		panic(err) // the template is ours
	}
	return b.String()
}
