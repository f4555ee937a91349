package clusters

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var update = flag.Bool("update", false, "write what is rendered into testdata")

func golden(t *testing.T, name string, objects ...kube.Object) {
	t.Helper()
	var rendered bytes.Buffer
	for _, object := range objects {
		text, err := yaml.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		rendered.WriteString("---\n" + string(text))
	}
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, rendered.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), rendered.String()); diff != "" {
		t.Errorf("%s (-want +got); go test -update writes it:\n%s", file, diff)
	}
}

// revisions ties the content of classes to planner.ClassRevision: whoever changes the content has to raise the revision,
// or the plan of a lab made by an older kaaslab would not show the change. Old lines stay.
var revisions = map[int]map[spec.Infrastructure]string{
	1: {spec.InfrastructureInMemory: "58674e06", spec.InfrastructureDocker: "6ed6c400"},
	2: {spec.InfrastructureInMemory: "5aeefa5c", spec.InfrastructureDocker: "fde07e5b", spec.InfrastructureSimulated: "c03946c7"},
	3: {spec.InfrastructureInMemory: "0d84764c", spec.InfrastructureDocker: "b4dded23", spec.InfrastructureSimulated: "f4f9f0c4"},
}

func TestRevision(t *testing.T) {
	for on, want := range revisions[planner.ClassRevision] {
		p, err := infrastructure.ClassOf("lab", on)
		if err != nil {
			t.Fatal(err)
		}
		if got := contentHash(render("class", planner.ClusterClass{Revision: planner.ClassRevision}, p).class); got != want {
			t.Errorf("the content of the %s class is %s, and %s for revision %d: raise planner.ClassRevision and add a line here",
				on, got, want, planner.ClassRevision)
		}
	}
}

func classOf(t testing.TB, on spec.Infrastructure) infrastructure.Class {
	t.Helper()
	class, err := infrastructure.ClassOf("lab", on)
	if err != nil {
		t.Fatal(err)
	}
	return class
}

func TestRenderClass(t *testing.T) {
	for _, c := range []struct {
		file  string
		on    spec.Infrastructure
		attrs planner.ClusterClass
	}{
		{"in-memory", spec.InfrastructureInMemory, planner.ClusterClass{Revision: 1}},
		{"simulated", spec.InfrastructureSimulated, planner.ClusterClass{Revision: 1}},
		{"docker", spec.InfrastructureDocker, planner.ClusterClass{Revision: 1}},
		{"docker-machine-pools", spec.InfrastructureDocker, planner.ClusterClass{Revision: 1, MachinePools: true}},
		{"docker-ipv6-first", spec.InfrastructureDocker, planner.ClusterClass{Revision: 1, IPv6First: true}},
		{"docker-ipv6-first-machine-pools", spec.InfrastructureDocker, planner.ClusterClass{Revision: 1, IPv6First: true, MachinePools: true}},
	} {
		rendered := render("lab-"+c.file, c.attrs, classOf(t, c.on))
		objects := []kube.Object{rendered.class}
		for _, template := range rendered.templates {
			objects = append(objects, template.object)
		}
		golden(t, c.file+".yaml", objects...)
		strict(t, rendered.class, &clusterv1.ClusterClass{})
	}
}

// TestRenderReach: what nodes need to reach registries is in the templates, beside what an entry says of files, and a password
// is in a Secret alone.
func TestRenderReach(t *testing.T) {
	attrs := planner.ClusterClass{
		Revision: 1,
		Reach: planner.Reach{
			Registries:             []planner.Registry{{Host: "docker.io", Mirrors: []string{"https://mirror.example.com"}}, {Host: "quay.io", Username: "lab", Password: "s3cret"}},
			Proxy:                  planner.Proxy{HTTPS: "http://proxy.example.com:3128", Username: "lab"},
			CertificateAuthorities: []planner.CertificateAuthority{{Name: "Example Root", SHA256: "0123456789abcdef", PEM: "-----BEGIN"}},
			Archives:               true,
		},
		Patches: []planner.ClassPatches{{Clusters: "a", ControlPlane: map[string]any{"kubeadmConfigSpec": map[string]any{
			"files":              []any{map[string]any{"path": "/etc/containerd/certs.d/docker.io/hosts.toml", "content": "own"}},
			"preKubeadmCommands": []any{"hostname"},
		}}}},
	}
	rendered := render("lab-docker", attrs, classOf(t, spec.InfrastructureDocker))
	objects := []kube.Object{rendered.class}
	for _, template := range rendered.templates {
		objects = append(objects, template.object)
	}
	golden(t, "docker-reach.yaml", objects...)
	strict(t, rendered.class, &clusterv1.ClusterClass{})
	read := reachOf(rendered.class.Meta().Annotations)
	attrs.Registries[1].Password = "(hidden)"
	if read.CertificateAuthorities[0].PEM != "" {
		t.Error("a certificate is in an annotation")
	}
	if diff := cmp.Diff(attrs.Reach, read); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestRenderCluster(t *testing.T) {
	attrs := planner.WorkloadCluster{
		ClusterClass: "own", KubernetesVersion: "v1.36.1", Image: "kindest/node:v1.36.1",
		Labels: map[string]string{"cni": "cilium"}, PodCIDR: "10.244.0.0/16", ServiceCIDR: "10.96.0.0/12",
		ControlPlane: planner.ControlPlane{Replicas: 3},
		Workers:      []planner.WorkerPool{{Name: "md-0", Replicas: 2}, {Name: "empty"}},
		Variables:    map[string]any{"size": map[string]any{"cpu": int64(2)}},
	}
	rendered := renderCluster("kaas", "workload-01", attrs, func(pool planner.WorkerPool) string { return "class-of-" + pool.Name })
	golden(t, "cluster.yaml", rendered)
	strict(t, rendered, &clusterv1.Cluster{})
	attrs.ControlPlane.Machine, attrs.Workers[0].Machine = planner.DefaultMachine, planner.Machine{CPU: 16, Memory: "64Gi"}
	rendered = renderCluster("kaas", "workload-01", attrs, func(planner.WorkerPool) string { return workerClass })
	golden(t, "cluster-sized.yaml", rendered)
	strict(t, rendered, &clusterv1.Cluster{})
	attrs.ControlPlane.Settings = map[string]any{"healthCheck": map[string]any{"enabled": false}}
	attrs.Workers[0].Settings = map[string]any{
		"autoscaling": map[string]any{"min": 1.0, "max": 5.0}, "upgrade": "defer", "variables": map[string]any{"size": "large"},
		"rollout":  map[string]any{"strategy": map[string]any{"type": "RollingUpdate", "rollingUpdate": map[string]any{"maxSurge": 2.0}}},
		"metadata": map[string]any{"annotations": map[string]any{"example.com/rack": "r1"}},
	}
	rendered = renderCluster("kaas", "workload-01", attrs, func(planner.WorkerPool) string { return workerClass })
	golden(t, "cluster-settings.yaml", rendered)
	strict(t, rendered, &clusterv1.Cluster{})
	attrs.Workers = []planner.WorkerPool{{Name: "md-0", Replicas: 1}, {Name: "mp-0", Replicas: 2, MachinePool: true, Settings: map[string]any{
		"failureDomains": []any{"fd1"}, "minReadySeconds": 10.0, "variables": map[string]any{"size": "large"}, "upgrade": "hold",
		"deletion": map[string]any{"nodeDrainTimeoutSeconds": 300.0}, "taints": []any{map[string]any{"key": "a", "effect": "NoSchedule"}},
	}}}
	rendered = renderCluster("kaas", "workload-01", attrs, func(planner.WorkerPool) string { return workerClass })
	golden(t, "cluster-machine-pools.yaml", rendered)
	strict(t, rendered, &clusterv1.Cluster{})
	golden(t, "cluster-namespace.yaml", renderCluster("kaas", "one", planner.WorkloadCluster{Namespace: "team-a", ClusterClass: "kaas-docker"}, nil),
		renderCluster("kaas", "two", planner.WorkloadCluster{Namespace: "team-a", ClusterClass: "own"}, nil))
	golden(t, "cluster-least.yaml", renderCluster("kaas", "workload-01", planner.WorkloadCluster{ClusterClass: "own"}, nil))
}

// strict holds what is rendered against Cluster API's own types.
func strict(t *testing.T, object kube.Object, into any) {
	t.Helper()
	text, err := yaml.Marshal(object)
	if err == nil {
		err = yaml.UnmarshalStrict(text, into)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestNamesOfClusterAPI(t *testing.T) {
	for got, want := range map[string]string{
		copiedLabel: clusterv1.ClusterTopologyOwnedLabel, clusterNameLabel: clusterv1.ClusterNameLabel, revisionOfSet: clusterv1.RevisionAnnotation,
	} {
		if got != want {
			t.Errorf("%s, Cluster API says %s", got, want)
		}
	}
}
