package fake_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var silent = func(string) {}

// there returns a world in which all of a lab is there, and the lab's resources.
func there(t *testing.T) (*fake.World, executor.Handlers, map[planner.ID]planner.Resource) {
	t.Helper()
	lab, w := fullLab(), fake.New()
	handlers := w.Handlers(lab)
	for _, r := range planner.Desired(lab) {
		mustApply(t, handlers, r)
	}
	return w, handlers, desiredByID(lab)
}

func id(text string) planner.ID {
	id, _ := planner.ParseID(text)
	return id
}

func mustFailWith(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestApplyIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, id, want string
		before         func(w *fake.World)
		attrs          planner.Attrs
	}{
		{name: "without its holder", id: "clusterClass/demo-docker", want: "its holder: managementCluster/mgmt is not there",
			before: func(w *fake.World) { w.Remove(id("managementCluster/mgmt")) }},
		{name: "while its holder is down", id: "clusterClass/demo-docker", want: "managementCluster/mgmt is notReady (stopped)",
			before: func(w *fake.World) { w.Break(id("managementCluster/mgmt"), "stopped") }},
		{name: "without what it needs", id: "workloadCluster/one", want: "it needs clusterClass/demo-docker",
			before: func(w *fake.World) { w.Remove(id("clusterClass/demo-docker")) }},
		{name: "while what it needs is not ready", id: "clusterProfile/app", want: "clusterProfile/cni is notReady",
			before: func(w *fake.World) { w.Break(id("clusterProfile/cni"), "x") }},
		{name: "where it cannot change", id: "network/kind", want: "cannot change in place: mtu", attrs: planner.Network{MTU: 9000}},
		{name: "where it cannot get to", id: "workloadCluster/one", want: "cannot go back",
			attrs: planner.WorkloadCluster{KubernetesVersion: "v1.35.0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, handlers, desired := there(t)
			if c.before != nil {
				c.before(w)
			}
			r := desired[id(c.id)]
			if c.attrs != nil {
				r.Attrs = c.attrs
			}
			mustFailWith(t, handlers[r.ID.Kind].Apply(t.Context(), r, silent), c.want)
		})
	}
}

func TestDeleteIsRefused(t *testing.T) {
	_, handlers, desired := there(t)
	for name, want := range map[string]string{
		"network/kind":                       "still needs it",
		"volume/kaaslab-demo":                "still needs it",
		"clusterClass/demo-docker":           "still needs it: workloadCluster/one",
		"clusterProfile/cni":                 "still needs it: clusterProfile/app",
		"workloadCluster/one":                "still needs it: kubeconfig/one",
		"sysctl/fs.inotify.max_user_watches": `belongs to ""`,
		// It would leave the nodes of its workload cluster behind.
		"managementCluster/mgmt": "still needs it",
	} {
		r := desired[id(name)]
		t.Run(name, func(t *testing.T) { mustFailWith(t, handlers[r.ID.Kind].Delete(t.Context(), r, silent), want) })
	}
}

// TestHolderTakesAlong: what a holder holds goes with it, except what outlives it.
func TestHolderTakesAlong(t *testing.T) {
	w, _, _ := there(t)
	w.Remove(id("managementCluster/mgmt"))
	var left []string
	for _, id := range w.Owned("demo") {
		left = append(left, id.String())
	}
	want := []string{
		"imageCache/kaaslab-demo-image-cache", "kubeconfig/mgmt", "kubeconfig/one", "network/kind", "nodes/one", "sysctlFile/99-kaaslab-demo.conf", "volume/kaaslab-demo",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// TestObserveOfWhatIsHidden: what a holder holds cannot be seen while it is down, which is not the same as nothing.
func TestObserveOfWhatIsHidden(t *testing.T) {
	w, handlers, _ := there(t)
	w.Break(id("managementCluster/mgmt"), "stopped")
	_, err := handlers[planner.KindClusterProfile].Observe(t.Context(), planner.Want(fullLab()))
	mustFailWith(t, err, "managementCluster/mgmt is notReady")
	state, err := w.State(fullLab())
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Of(planner.KindClusterProfile)) > 0 || len(state.Of(planner.KindKubeconfig)) != 2 {
		t.Errorf("observed %v", state.All())
	}
}

func TestFail(t *testing.T) {
	w, handlers, desired := there(t)
	r, boom := desired[id("sveltos/projectsveltos")], errors.New("boom")
	w.Fail(fake.Apply, r.ID, 2, boom)
	before := w.Writes()
	for _, want := range []error{boom, boom, nil} {
		if err := handlers[r.ID.Kind].Apply(t.Context(), r, silent); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if got := w.Writes() - before; got != 3 {
		t.Errorf("counted %d writes, want 3", got)
	}
}

func TestBlock(t *testing.T) {
	w, handlers, desired := there(t)
	r := desired[id("sveltos/projectsveltos")]
	w.Break(r.ID, "stopped")
	w.Block(fake.AwaitReady, r.ID)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := handlers[r.ID.Kind].AwaitReady(ctx, r, silent); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the context", err)
	}
	w.Unblock(fake.AwaitReady, r.ID)
	if err := handlers[r.ID.Kind].AwaitReady(t.Context(), r, silent); err != nil {
		t.Error(err)
	}
}

// TestExistingManagementCluster: it is there before the lab, belongs to somebody else, and is never made.
func TestExistingManagementCluster(t *testing.T) {
	lab, w := fullLab(), fake.New()
	lab.ManagementCluster.Provider = "existing"
	handlers := w.Handlers(lab)
	state, err := w.State(lab)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := state.Get(id("managementCluster/mgmt"))
	if o.Owner != "existing" || o.Phase != planner.Ready {
		t.Errorf("observed %+v", o)
	}
	w.Remove(o.ID)
	mustFailWith(t, handlers[o.ID.Kind].Apply(t.Context(), o.Resource, silent), "not made by kaaslab")
}

// TestExistingWorkloadCluster: one that the lab file names is nobody's until it is taken over, and then adopted; one that the lab has
// made is no existing one, and that of another lab is not taken. The real one is held to the same in TestExistingClusterIsTakenOver.
func TestExistingWorkloadCluster(t *testing.T) {
	lab := adoptingLab(func(*spec.Lab) {})
	w, given := fake.New(), desiredByID(lab)[id("workloadCluster/given")]
	build(t, w, lab, given)
	h := w.Handlers(lab)[given.ID.Kind]
	look := func() planner.Observed {
		observed, err := h.Observe(t.Context(), planner.Want(lab))
		if err != nil {
			t.Fatal(err)
		}
		o, _ := planner.NewState(observed...).Get(given.ID)
		return o
	}
	if o := look(); o.Owner != planner.Unowned || o.Adopted || len(planner.Diff(o.Attrs, given.Attrs)) == 0 {
		t.Errorf("before: %+v", o)
	}
	mustApply(t, w.Handlers(lab), given)
	if o := look(); o.Owner != "demo" || !o.Adopted || len(planner.Diff(o.Attrs, given.Attrs)) > 0 {
		t.Errorf("after: %+v", o)
	}
	if err := w.Forget(given.ID, "demo"); err != nil || look().Owner != planner.Unowned || look().Adopted {
		t.Errorf("forgotten: %+v, %v", look(), err)
	}
	w.Add(given, "another")
	mustFailWith(t, h.Apply(t.Context(), given, silent), "belongs to another")
	mustFailWith(t, w.Adopt(given.ID, "demo"), "belongs to")
	w.Add(planner.Resource{ID: given.ID, Attrs: planner.WorkloadCluster{}}, "demo")
	mustFailWith(t, h.Apply(t.Context(), given, silent), "was made by this lab")
	w.Remove(given.ID)
	mustFailWith(t, w.Handlers(lab)[given.ID.Kind].Apply(t.Context(), given, silent), "not made by kaaslab")
}

// TestStoppedNodes: time does not start them, as it does what is only not ready; and they say that they are down.
func TestStoppedNodes(t *testing.T) {
	w, handlers, desired := there(t)
	nodes := desired[id("nodes/one")]
	w.Stop(nodes.ID)
	w.Settle()
	if o, _ := w.Get(nodes.ID); o.Phase != planner.Stopped || len(o.Attrs.(planner.Nodes).Down) == 0 {
		t.Errorf("stopped: %+v", o)
	}
	mustApply(t, handlers, nodes)
	if o, _ := w.Get(nodes.ID); o.Phase != planner.Ready || len(o.Attrs.(planner.Nodes).Down) > 0 {
		t.Errorf("started: %+v", o)
	}
}
