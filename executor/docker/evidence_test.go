package docker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/spec"
)

// findings is executor.Evidence for tests.
type findings struct {
	sync.Mutex
	files   map[string]any
	missing []string
}

func (f *findings) File(name string, content any) {
	f.Lock()
	defer f.Unlock()
	f.files[name] = content
}

func (f *findings) Secret(...string) {}

func (f *findings) Missing(what string, err error) {
	f.Lock()
	defer f.Unlock()
	f.missing = append(f.missing, what+": "+err.Error())
}

// TestEvidence looks at the lab's own containers, and at nothing of others on the same host and network.
func TestEvidence(t *testing.T) {
	d := dockertest.Memory()
	w := newWorld(t, d)
	makeForeign(t, d, w.lab, "theirs")
	d.Create(t, dockertest.Container{
		Name: "logs", Volume: engine.VolumeName(w.lab.Name) + ":" + spec.OwnerPath, Labels: kindLabels(w.name, "worker"),
		Files: map[string]string{dockertest.LogFile: "booted\n", dockertest.OutputFile: "kubelet: no\n"},
	})
	d.Create(t, dockertest.Container{Name: "k3d-m-server-0", Labels: engine.Labels(ownershiptest.Lab(w.lab.Name), engine.ContainerMark("k3d-m-server-0")), Network: w.lab.Peering.Network})
	found := &findings{files: map[string]any{}}
	must(t, NewEvidence(d.Engine, ownershiptest.Lab(w.lab.Name), w.lab.Peering.Network).Collect(t.Context(), found))

	want := []string{"docker/networks/" + w.lab.Peering.Network + ".yaml", "docker/version.yaml", "docker/logs/journal.log"}
	for _, name := range []string{"k3d-m-server-0", "logs", w.name + "-lb", w.name + "-md-0-b2k", w.name + "-x7z"} {
		want = append(want, "docker/"+name+"/container.log", "docker/"+name+"/inspect.yaml")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(found.files))); diff != "" {
		t.Errorf("files: %s", diff)
	}
	for name, text := range map[string]string{"container": "booted\n", "journal": "kubelet: no\n"} {
		if got := fmt.Sprintf("%s", found.files["docker/logs/"+name+".log"]); got != text {
			t.Errorf("the %s log is %q", name, got)
		}
	}
	if len(found.missing) != 2 || !strings.Contains(found.missing[0], "/journal: run journalctl ") {
		t.Errorf("missing: %q", found.missing)
	}
}
