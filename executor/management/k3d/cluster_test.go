package k3d

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

// TestCluster makes a cluster, looks at it, and removes it.
func TestCluster(t *testing.T) {
	w := newWorld(t)
	r := w.resource(func(m *planner.ManagementCluster) { m.DockerSocket = true })
	w.apply(t, r)
	o, found := w.observe(t)
	if !found || o.Phase != planner.Ready || o.Owner != w.lab.Name {
		t.Fatalf("observed %+v", o)
	}
	if changes := planner.Diff(o.Attrs, r.Attrs); len(changes) > 0 {
		t.Errorf("it differs: %v", changes)
	}
	kubeconfig, err := w.h.ManagementKubeconfig(t.Context())
	must(t, err)
	if strings.Contains(string(kubeconfig), "insecure") || !strings.Contains(string(kubeconfig), "https://127.0.0.1:") {
		t.Errorf("kubeconfig:\n%s", kubeconfig)
	}
	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	if diff := cmp.Diff([]string{nodeName(w.lab.ManagementCluster.Name, roleServer, 0)}, nodeNames(s.containers())); diff != "" {
		t.Errorf("containers (-want +got):\n%s", diff)
	}
	must(t, w.h.Delete(t.Context(), r, silent))
	must(t, w.h.AwaitGone(t.Context(), r, silent))
	if _, found := w.observe(t); found {
		t.Error("it is still there")
	}
}
