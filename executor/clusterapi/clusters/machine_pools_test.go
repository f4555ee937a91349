package clusters

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var definitions = kube.Resource{Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition", Plural: "customresourcedefinitions"}

// define makes a kind of Cluster API's provider for Docker, which an embedded management cluster leaves out: nobody acts on it there.
func (l *lab) define(kind, plural string) {
	l.Helper()
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{"name": plural + "." + infrastructureGroup, "labels": map[string]any{"cluster.x-k8s.io/v1beta2": version}},
		"spec": map[string]any{
			"group": infrastructureGroup, "scope": "Namespaced", "names": map[string]any{"kind": kind, "plural": plural, "listKind": kind + "List", "singular": strings.ToLower(kind)},
			"versions": []any{map[string]any{
				"name": version, "served": true, "storage": true, "subresources": map[string]any{"status": map[string]any{}},
				"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
			}},
		},
	}}
	if _, err := l.server.Dynamic(l).Resource(schema.GroupVersionResource{Group: definitions.Group, Version: definitions.Version, Resource: definitions.Plural}).Create(l.ctx, object, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		l.Fatal(err)
	}
	defined := func(live *kube.Object) (bool, string, error) {
		conditions, _ := live.Map("status")["conditions"].([]any)
		for _, c := range conditions {
			if fields, _ := c.(map[string]any); fields["type"] == "Established" && fields["status"] == "True" {
				return true, "", nil
			}
		}
		return false, kind + " is not served yet", nil
	}
	if err := kube.Await(l.ctx, l.access, definitions, "", object.GetName(), defined, l.report); err != nil {
		l.Fatal(err)
	}
}

// TestMachinePools lets Cluster API's own webhooks and topology controller judge pools that are MachinePools, which have no machines
// without Docker.
func TestMachinePools(t *testing.T) {
	t.Parallel()
	l := newLab(t, "machine-pools")
	l.classes.kinds = allTemplates
	l.define("DevMachinePoolTemplate", "devmachinepooltemplates")
	l.define("DevMachinePool", "devmachinepools")
	wanted := oneCluster("machine-pools")
	wanted.Infrastructure, wanted.Image = spec.InfrastructureDocker, "kindest/node:own"
	wanted.Workers = []spec.WorkerPool{{Name: "md-0", Replicas: 1}, {Name: "mp-0", Replicas: 2, MachinePool: true, FailureDomains: []string{"fd1"}}}
	r := l.want(wanted)
	class := planner.ClusterClassResource(spec.ClassName(l.spec.Name, spec.InfrastructureDocker), l.desiredClass())
	l.apply(l.classes, class)
	l.same(class)
	l.becomes(r)
	l.awaitPool(r.ID.Name, "machine-pools-mp-0-")
	of := kube.Resource{Group: infrastructureGroup, Version: version, Kind: "DevMachinePool", Plural: "devmachinepools", Namespaced: true}
	if diff := cmp.Diff([]string{`{"customImage":"kindest/node:own","extraMounts":[{"containerPath":"/etc/kaaslab","hostPath":"kaaslab-machine-pools","readOnly":true}]}`},
		l.made(of, r.ID.Name, "spec", "backend", "docker")); diff != "" {
		t.Errorf("on Docker (-want +got):\n%s", diff)
	}

	wanted.Workers[0].MachinePool, wanted.Workers[1].Replicas, wanted.Workers[1].FailureDomains = true, 3, nil
	r = l.want(wanted)
	o, _ := l.observe(l.clusters, r.ID)
	var changes []string
	for _, change := range planner.Diff(o.Attrs, r.Attrs) {
		changes = append(changes, change.String())
	}
	if diff := cmp.Diff([]string{"workers[md-0].machinePool: false -> true", `workers[mp-0].failureDomains: - ["fd1"]`, "workers[mp-0].replicas: 2 -> 3"}, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	l.becomes(r) // Cluster API makes the new pool once there is a control plane
}

// TestTemplatesOfMachinePoolsGo: a class without MachinePools keeps no template of them.
func TestTemplatesOfMachinePoolsGo(t *testing.T) {
	t.Parallel()
	l := newLab(t, "no-machine-pools")
	l.classes.kinds = allTemplates
	l.define("DevMachinePoolTemplate", "devmachinepooltemplates")
	class := l.dockerClass()
	with := class.Attrs.(planner.ClusterClass)
	with.MachinePools = true
	l.apply(l.classes, planner.ClusterClassResource(class.ID.Name, with))
	l.templatesOfPools(class.ID.Name, 1)
	l.apply(l.classes, class)
	l.templatesOfPools(class.ID.Name, 0)
	l.same(class)
	l.delete(l.classes, class)
}

func (l *lab) templatesOfPools(class string, want int) {
	l.Helper()
	list, err := l.someone(infrastructure.MachinePoolTemplate).List(l.ctx, metav1.ListOptions{LabelSelector: classLabel + "=" + class})
	if err != nil || len(list.Items) != want {
		l.Errorf("%d templates of MachinePools (%v), want %d", len(list.Items), err, want)
	}
}

func (l *lab) desiredClass() planner.ClusterClass {
	for _, r := range planner.Desired(l.spec) {
		if attrs, ok := r.Attrs.(planner.ClusterClass); ok {
			return attrs
		}
	}
	panic("no class")
}

// same wants a class to be there as it is wanted.
func (l *lab) same(class planner.Resource) {
	l.Helper()
	o, _ := l.observe(l.classes, class.ID)
	if changes := planner.Diff(o.Attrs, class.Attrs); o.Phase != planner.Ready || len(changes) > 0 {
		l.Errorf("the class is %s (%s) and differs in %v", o.Phase, o.Detail, changes)
	}
}

// becomes applies a cluster, and wants no difference then.
func (l *lab) becomes(r planner.Resource) {
	l.Helper()
	if err := l.clusters.Apply(l.ctx, r, l.report); err != nil {
		l.Fatal(err)
	}
	if o, _ := l.observe(l.clusters, r.ID); len(planner.Diff(o.Attrs, r.Attrs)) > 0 {
		l.Errorf("the cluster differs from what was applied: %v", planner.Diff(o.Attrs, r.Attrs))
	}
}

// awaitPool waits for a MachinePool whose name begins so.
func (l *lab) awaitPool(cluster, name string) {
	l.Helper()
	query := kube.Query{Namespace: kube.Namespace, Labels: clusterNameLabel + "=" + cluster}
	err := poll.Until(l.ctx, "MachinePools", time.Second, l.report, func(ctx context.Context) (string, error) {
		client, err := l.access.Client()
		if err != nil {
			return "", err
		}
		waitsFor := "no MachinePool begins with " + name
		_, err = kube.List(ctx, client, machinePools, query, func(live *kube.Named) {
			if strings.HasPrefix(live.Metadata.Name, name) {
				waitsFor = ""
			}
		})
		return waitsFor, err
	})
	if err != nil {
		l.Fatal(err)
	}
}
