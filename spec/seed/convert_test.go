package seed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

var demo = Options{Name: "demo", File: "lab.yaml"}

const smallest = `{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: a}, spec: {controlPlaneRef: {name: p}}}
---
{apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlane, metadata: {name: p}, spec: {version: VERSION}}
`

func convert(t *testing.T, text string) *Result {
	t.Helper()
	made, err := Convert(demo, []Source{{Name: "old.yaml", Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func lostOf(made *Result) string {
	lines := make([]string, len(made.Lost))
	for i, n := range made.Lost {
		lines[i] = n.String()
	}
	return strings.Join(lines, "\n")
}

func parsed(t *testing.T, made *Result) *spec.Lab {
	t.Helper()
	lab, _, err := spec.Parse("lab.yaml", made.Lab, func(path string) ([]byte, error) { return made.Files[path], nil })
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

// TestHazardH39OldVersionsAreRaised: a version that Cluster API no longer takes becomes the nearest that it does.
func TestHazardH39OldVersionsAreRaised(t *testing.T) {
	for was, want := range map[string]string{
		"v1.28.7": "v1.31.14", "v1.31.2": "v1.31.2", "v1.36.1+build": "v1.36.1", "1.35.0": "v1.35.0", "v1.99.0": "v1.37.0",
	} {
		made := convert(t, strings.Replace(smallest, "VERSION", was, 1))
		if got := parsed(t, made).WorkloadClusters[0].KubernetesVersion; got != want {
			t.Errorf("%s becomes %s, want %s", was, got, want)
		}
		if said := strings.Contains(strings.Join(made.Changes, "\n"), was+" becomes "); said != (was != want) {
			t.Errorf("%s: the change is said: %t", was, said)
		}
	}
}

// TestVersionsAreComparedWithoutTheirV: the image fits, and no pool is of another version.
func TestVersionsAreComparedWithoutTheirV(t *testing.T) {
	text := strings.Replace(smallest, "VERSION", "1.33.1, machineTemplate: {infrastructureRef: {name: m}}", 1) + `---
{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerMachineTemplate, metadata: {name: m}, spec: {template: {spec: {customImage: "example.com/node:v1.33.1"}}}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: MachineDeployment, metadata: {name: md}, spec: {clusterName: a, template: {spec: {version: v1.33.1}}}}
`
	made := convert(t, text)
	if cluster := parsed(t, made).WorkloadClusters[0]; cluster.Image == "" || len(cluster.Workers) != 1 || len(made.Lost) > 0 {
		t.Errorf("%+v, lost: %s", cluster, lostOf(made))
	}
}

// TestVersionsAreThoseOfTheLabFile: the limits here are those of package spec.
func TestVersionsAreThoseOfTheLabFile(t *testing.T) {
	for version, want := range map[string]bool{"v1.30.0": false, known.OldestRelease(): true, known.NewestRelease(): true, "v1.38.0": false} {
		lab := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\nworkloadClusters: [{name: b, kubernetesVersion: " + version + "}]\n"
		if _, _, err := spec.Parse("lab.yaml", []byte(lab), nil); (err == nil) != want {
			t.Errorf("%s: %v", version, err)
		}
	}
}

// TestHazardH40ImageByTagIsDropped: the usual image is Cluster API's to pick; one of the user's own stays if it fits.
func TestHazardH40ImageByTagIsDropped(t *testing.T) {
	for image, want := range map[string]string{"kindest/node:v1.33.1": "", "registry.example.com/node:v1.33.1": "registry.example.com/node:v1.33.1"} {
		text := strings.Replace(smallest, "VERSION", "v1.33.1, machineTemplate: {infrastructureRef: {name: m}}", 1) +
			"---\n{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerMachineTemplate, metadata: {name: m}, spec: {template: {spec: {customImage: \"" + image + "\"}}}}\n"
		if got := parsed(t, convert(t, text)).WorkloadClusters[0].Image; got != want {
			t.Errorf("%s becomes %q", image, got)
		}
	}
}

// TestNothingIsLostInSilence: what is not understood is listed with its path.
func TestNothingIsLostInSilence(t *testing.T) {
	text := strings.Replace(smallest, "VERSION", "v1.33.1, rolloutStrategy: {type: OnDelete}", 1) + `---
{apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: AWSCluster, metadata: {name: a}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: MachineDeployment, metadata: {name: other}, spec: {clusterName: elsewhere}}
`
	lost := lostOf(convert(t, text))
	for _, want := range []string{"KubeadmControlPlane p: spec.rolloutStrategy.type", "AWSCluster a: belongs to a cluster that a lab file cannot say", "MachineDeployment other: belongs to no Cluster"} {
		if !strings.Contains(lost, want) {
			t.Errorf("%q is not in:\n%s", want, lost)
		}
	}
}

// TestObjectsOfTheManagementClusterStayThere: what no key has a name for is carried over as it is, Secrets in files of their own
// and without what programs have noted on them, and what a lab file does not take is left out with its reason.
func TestObjectsOfTheManagementClusterStayThere(t *testing.T) {
	made := convert(t, strings.Replace(smallest, "VERSION", "v1.33.1", 1)+`---
{apiVersion: lib.projectsveltos.io/v1beta1, kind: EventSource, metadata: {name: services, uid: x}, spec: {collectResources: true}, status: {a: b}}
---
{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: database, namespace: db, annotations: {kubectl.kubernetes.io/last-applied-configuration: x}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {token: abc}}
---
{apiVersion: v1, kind: Secret, metadata: {name: bad}, stringData: {token: 12}}
`)
	want := []string{"./eventsource-services.yaml", "./cluster-database.yaml", "./secret-token.yaml"}
	if got := parsed(t, made).ManagementCluster.Manifests; fmt.Sprint(got) != fmt.Sprint(want) || !slices.Equal(made.Secrets, want[2:]) {
		t.Errorf("manifests %v, secrets %v, want %v", got, made.Secrets, want)
	}
	if text := fmt.Sprintf("%s", made.Files); strings.Contains(text, "uid") || strings.Contains(text, "last-applied") || strings.Contains(text, "status") {
		t.Errorf("files have what a server has added: %s", text)
	}
	if lost := lostOf(made); !strings.Contains(lost, "Secret bad: is left out: stringData.token of Secret bad is no text; put it in quotes") {
		t.Errorf("lost: %s", lost)
	}
}

// TestHazardH33TunnelBecomesRoutingMode: Cilium's old value is put right, and H35: the chart gets its repository.
func TestHazardH33TunnelBecomesRoutingMode(t *testing.T) {
	made := convert(t, strings.Replace(smallest, "VERSION", "v1.33.1", 1)+`---
apiVersion: config.projectsveltos.io/v1alpha1
kind: ClusterProfile
metadata: {name: cilium}
spec:
  clusterSelector: cni=cilium
  dependsOn: [gone]
  helmCharts: [{repositoryURL: "https://helm.cilium.io", chartName: cilium, chartVersion: 1.15.5, releaseName: cilium, values: "{tunnel: vxlan, since: 2024-01-01}"}]
`)
	profile := parsed(t, made).AddonProfiles[0]
	values := profile.HelmCharts[0].Values
	if values["routingMode"] != "tunnel" || values["tunnelProtocol"] != "vxlan" || values["tunnel"] != nil || values["since"] != "2024-01-01" {
		t.Errorf("values are %v", values)
	}
	if chart := profile.HelmCharts[0].Chart; chart != "cilium/cilium" || profile.ClusterSelector.MatchLabels["cni"] != "cilium" {
		t.Errorf("chart %s, selector %v", chart, profile.ClusterSelector)
	}
	if len(profile.DependsOn) > 0 || !strings.Contains(lostOf(made), "dependsOn gone") {
		t.Errorf("depends on %v, lost %q", profile.DependsOn, made.Lost)
	}
}

// TestNamesStayInComments: a name with a line break does not get out of the comment that tells of it.
func TestNamesStayInComments(t *testing.T) {
	made := convert(t, strings.Replace(smallest, "VERSION", "v1.33.1", 1)+"---\n{apiVersion: v1, kind: Pod, metadata: {name: \"x\\nkind: Evil\"}}\n")
	if strings.Contains(string(made.Lab), "\nkind: Evil") {
		t.Errorf("the name is out:\n%s", made.Lab)
	}
}

func TestWhatIsNoOldLabIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"a: [":         "is not YAML",
		"just text":    "is no Kubernetes manifest",
		"":             "holds no Cluster",
		"kind: Deploy": "holds no Cluster",
		strings.Replace(smallest, "name: a", "name: A_b", 1): "A_b is not valid",
	} {
		_, err := Convert(demo, []Source{{Name: "old.yaml", Data: []byte(text)}})
		var invalid *spec.Invalid
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestDualStackIsCarriedOver, with the network that nodes need; what nodes of kaaslab's own class cannot have is named.
func TestDualStackIsCarriedOver(t *testing.T) {
	ranges := func(pods, services string) string {
		return "{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: one}, spec: {clusterNetwork: {pods: {cidrBlocks: [" + pods + "]}, services: {cidrBlocks: [" + services + "]}}}}\n"
	}
	made := convert(t, ranges(`10.244.0.0/16, "fd00:1::/56"`, `10.96.0.0/12, "fd00:2::/112"`))
	lab := parsed(t, made)
	if c := lab.WorkloadClusters[0]; c.PodCIDR != "10.244.0.0/16,fd00:1::/56" || c.ServiceCIDR != "10.96.0.0/12,fd00:2::/112" || !lab.Peering.IPv6 || strings.Contains(lostOf(made), "CIDR") {
		t.Errorf("the lab is %+v, lost: %s", lab, lostOf(made))
	}
	made = convert(t, ranges(`"fd00:1::/56", 10.244.0.0/16`, `"fd00:2::/112", 10.96.0.0/12`))
	lab = parsed(t, made)
	if c := lab.WorkloadClusters[0]; c.PodCIDR != "fd00:1::/56,10.244.0.0/16" || !lab.Peering.IPv6 || strings.Contains(lostOf(made), "CIDR") {
		t.Errorf("the lab is %+v, lost: %s", lab, lostOf(made))
	}
	made = convert(t, ranges(`"fd00:1::/56"`, `"fd00:2::/112"`))
	lab = parsed(t, made)
	if c := lab.WorkloadClusters[0]; c.PodCIDR != "10.244.0.0/16" || c.ServiceCIDR != "10.96.0.0/12" || !strings.Contains(lostOf(made), "is IPv6 alone") {
		t.Errorf("the cluster is %+v, lost: %s", c, lostOf(made))
	}
}
