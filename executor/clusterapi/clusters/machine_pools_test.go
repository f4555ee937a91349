package clusters

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestMachinePools lets Cluster API's own webhooks and topology controller judge pools that are MachinePools, which have no machines
// without Docker.
func TestMachinePools(t *testing.T) {
	t.Parallel()
	l := newLab(t, "machine-pools")
	l.classes.kinds = allTemplates
	l.server.Define(t, infrastructureGroup, version, "DevMachinePoolTemplate", "devmachinepooltemplates")
	l.server.Define(t, infrastructureGroup, version, "DevMachinePool", "devmachinepools")
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
	l.server.Define(t, infrastructureGroup, version, "DevMachinePoolTemplate", "devmachinepooltemplates")
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
