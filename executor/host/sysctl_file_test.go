package host

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
)

// lasting returns a handler that writes into a directory, for a kernel with one setting.
func lasting(t *testing.T, dir, value string) *SysctlFiles {
	t.Helper()
	k := ownKernel{files(t, value)}
	return &SysctlFiles{lab: "kaas", dir: dir, find: func(context.Context) (kernel, error) { return k, nil }}
}

var lastingResource = planner.SysctlFileResource("kaas", map[string]int64{instances: 8192})

func TestSysctlFilesContract(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, lastingResource.ID.Name)
	write := func(text string) func(*testing.T) {
		return func(t *testing.T) { must(t, os.WriteFile(path, []byte(text), 0o600)) }
	}
	handlertest.Run(t, handlertest.Subject{
		Lab: wanting(map[string]int64{instances: 8192}), Resource: lastingResource,
		Changed:       planner.SysctlFile{Values: map[string]int64{instances: 16384}},
		New:           func(t *testing.T) executor.Handler { return lasting(t, dir, "128") },
		Without:       handlertest.Nobodys("the file is this machine's, and has the name of the lab: labs of one name on it are told apart by their state"),
		Foreign:       write(instances + " = 512\n"),
		RemoveForeign: func(t *testing.T) { must(t, os.Remove(path)) },
		Drift:         write(render("kaas", map[string]int64{instances: 8192}) + "# a word of the user's\n"),
		Broken: func(t *testing.T) executor.Handler {
			file := filepath.Join(t.TempDir(), "no directory")
			must(t, os.WriteFile(file, nil, 0o600))
			return lasting(t, file, "128")
		},
	})
}

// TestHazardH25LimitsLast: the file says what the system is to set, and never less than what is set already.
func TestHazardH25LimitsLast(t *testing.T) {
	for now, want := range map[string]string{"128": "8192", "65536": "65536"} {
		dir := t.TempDir()
		h := lasting(t, dir, now)
		must(t, h.Apply(t.Context(), lastingResource, ignore))
		text, err := os.ReadFile(filepath.Join(dir, "99-kaaslab-kaas.conf"))
		must(t, err)
		if diff := cmp.Diff("# kaaslab.dev/lab: kaas\n# Written by kaaslab, and removed with the lab.\n"+instances+" = "+want+"\n", string(text)); diff != "" {
			t.Errorf("from %s (-want +got):\n%s", now, diff)
		}
		observed, err := h.Observe(t.Context(), planner.Wanted{})
		must(t, err)
		if changes := planner.Diff(observed[0].Attrs, lastingResource.Attrs); len(changes) > 0 {
			t.Errorf("from %s: the next plan changes %v", now, changes)
		}
	}
}

// TestSysctlFilesSaysWhatToRun takes a directory in which not even root may write. The command writes what kaaslab takes for its own.
func TestSysctlFilesSaysWhatToRun(t *testing.T) {
	h := lasting(t, "/proc/sys/kernel", "128")
	err := h.Apply(t.Context(), lastingResource, ignore)
	wantError(t, err, "/proc/sys/kernel/99-kaaslab-kaas.conf", "run: printf", "sudo tee")
	found := h.Check(t.Context(), lastingResource)
	if len(found) != 1 || found[0].Verdict != executor.Failure || !strings.Contains(found[0].Remedy, "sudo tee") {
		t.Errorf("found %+v", found)
	}
	command, _, _ := strings.Cut(strings.TrimPrefix(found[0].Remedy, "run: "), " | sudo")
	text, err := exec.Command("sh", "-c", command).Output()
	must(t, err)
	if want := render("kaas", map[string]int64{instances: 8192}); string(text) != want {
		t.Errorf("the command writes %q, want %q", text, want)
	}
	if found := lasting(t, t.TempDir(), "128").Check(t.Context(), lastingResource); len(found) != 1 || found[0].Verdict != executor.Fine {
		t.Errorf("found %+v", found)
	}
}

// TestSysctlFilesOfAnotherKernel: a file here would be of no use.
func TestSysctlFilesOfAnotherKernel(t *testing.T) {
	h := NewSysctlFiles(labOnDocker(), dockertest.Memory().Engine)
	h.dir = t.TempDir()
	wantError(t, h.Apply(t.Context(), lastingResource, ignore), "take host.persist out of the lab file")
	if found := h.Check(t.Context(), lastingResource); len(found) != 1 || found[0].Verdict != executor.Failure {
		t.Errorf("found %+v", found)
	}
}
