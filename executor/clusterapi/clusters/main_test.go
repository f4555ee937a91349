package clusters

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// clusterTimeout is for machines that are busy with other tests.
const clusterTimeout = 5 * time.Minute

func TestMain(m *testing.M) { kubetest.Main(m) }

// lab is one lab in the shared server, with its own names so that tests do not meet.
type lab struct {
	testing.TB
	ctx      context.Context
	server   *kubetest.Server
	access   *kube.Access
	spec     *spec.Lab
	clusters *clusters
	classes  *classes
	requests atomic.Int64
}

// newLab is a lab in the server that runs Cluster API.
func newLab(t testing.TB, name string) *lab { return labIn(t, kubetest.Start(t), name) }

// storedLab is a lab in the server that only stores.
func storedLab(t testing.TB, name string) *lab { return labIn(t, kubetest.Store(t), name) }

func labIn(t testing.TB, server *kubetest.Server, name string) *lab {
	ctx, cancel := context.WithTimeout(t.Context(), clusterTimeout)
	t.Cleanup(cancel)
	l := &lab{TB: t, ctx: ctx, server: server}
	l.access = l.accessWith(l.count)
	l.spec = &spec.Lab{Name: name, ManagementCluster: spec.ManagementCluster{Name: "m", Provider: spec.ProviderEmbedded}}
	l.clusters, l.classes = newClusters(l.access, ownershiptest.Lab(name)), newClasses(l.access, ownershiptest.Lab(name))
	l.classes.kinds = bareTemplates
	return l
}

func (l *lab) accessWith(wrap func(http.RoundTripper) http.RoundTripper) *kube.Access {
	return kube.NewAccess(kube.Options{Kubeconfig: l.server.Kubeconfig, Context: l.server.Context, WrapTransport: wrap})
}

// someone is a client of somebody else for one kind of objects.
func (l *lab) someone(of kube.Resource) dynamic.ResourceInterface {
	resource := schema.GroupVersionResource{Group: of.Group, Version: of.Version, Resource: of.Plural}
	return l.server.Dynamic(l).Resource(resource).Namespace(kube.Namespace)
}

func (l *lab) edit(of kube.Resource, name, patch string, subresources ...string) {
	l.Helper()
	options := metav1.PatchOptions{FieldManager: "kubectl-edit"}
	if _, err := l.someone(of).Patch(l.ctx, name, types.MergePatchType, []byte(patch), options, subresources...); err != nil {
		l.Fatal(err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (l *lab) count(inner http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		l.requests.Add(1)
		return inner.RoundTrip(r)
	})
}

func (l *lab) report(message string) { l.Logf("%s %s", time.Now().Format("05.000"), message) }

// apply applies a resource and waits until it is ready.
func (l *lab) apply(h executor.Handler, r planner.Resource) {
	l.Helper()
	if err := h.Apply(l.ctx, r, l.report); err != nil {
		l.Fatalf("apply %s: %v", r.ID, err)
	}
	if err := h.AwaitReady(l.ctx, r, l.report); err != nil {
		l.Fatalf("await %s: %v", r.ID, err)
	}
}

func (l *lab) delete(h executor.Handler, r planner.Resource) {
	l.Helper()
	err := h.Delete(l.ctx, r, l.report)
	// The webhook of a class can hear a little later than we do that its last cluster is gone. The executor tries again as well.
	for err != nil && executor.OutlookOf(err, nil) == executor.Passing && l.ctx.Err() == nil {
		err = h.Delete(l.ctx, r, l.report)
	}
	if err != nil {
		l.Fatalf("delete %s: %v", r.ID, err)
	}
	if err := h.AwaitGone(l.ctx, r, l.report); err != nil {
		l.Fatalf("await the end of %s: %v", r.ID, err)
	}
}

// class is the class of the lab, which lists versions where they are said.
func (l *lab) class(versions ...string) planner.Resource {
	return planner.ClusterClassResource(spec.ClassName(l.spec.Name, spec.InfrastructureInMemory),
		planner.ClusterClass{Infrastructure: spec.InfrastructureInMemory, Revision: planner.ClassRevision, KubernetesVersions: versions})
}

// want puts a cluster into the lab file and returns what the planner makes of it.
func (l *lab) want(cluster spec.WorkloadCluster) planner.Resource {
	l.spec.WorkloadClusters = []spec.WorkloadCluster{cluster}
	for _, r := range planner.Desired(l.spec) {
		if r.ID.Kind == planner.KindWorkloadCluster {
			return r
		}
	}
	panic("no cluster")
}

func oneCluster(name string) spec.WorkloadCluster {
	return spec.WorkloadCluster{
		Name: name, Infrastructure: spec.InfrastructureInMemory, KubernetesVersion: "v1.36.1",
		PodCIDR: "10.244.0.0/16", ServiceCIDR: "10.96.0.0/12", Labels: map[string]string{"cni": "cilium"},
		ControlPlane: spec.ControlPlane{Replicas: 1}, Workers: []spec.WorkerPool{{Name: "md-0", Replicas: 1}},
	}
}

func (l *lab) observe(h executor.Handler, id planner.ID) (planner.Observed, bool) {
	l.Helper()
	observed, err := h.Observe(l.ctx, planner.Want(l.spec))
	if err != nil {
		l.Fatalf("observe: %v", err)
	}
	o, found := planner.NewState(observed...).Get(id)
	return o, found
}
