package host

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const instances = "fs.inotify.max_user_instances"

// files returns a directory that looks like a kernel with one setting.
func files(t *testing.T, value string) string {
	t.Helper()
	root := t.TempDir()
	must(t, os.MkdirAll(filepath.Dir(settingPath(root, instances)), 0o755))
	must(t, os.WriteFile(settingPath(root, instances), []byte(value+"\n"), 0o644))
	return root
}

// on returns a handler of the settings of a kernel.
func on(k kernel) *Sysctls {
	return &Sysctls{find: func(context.Context) (kernel, error) { return k, nil }}
}

func onOwn(t *testing.T, value string) *Sysctls { return on(ownKernel{files(t, value)}) }

func wanting(settings map[string]int64) *spec.Lab {
	return &spec.Lab{Name: "kaas", Host: spec.Host{Sysctl: settings}}
}

func TestSysctlsObservesWhatTheLabWants(t *testing.T) {
	s := onOwn(t, "128")
	got, err := s.Observe(t.Context(), planner.Want(wanting(map[string]int64{instances: 8192, "net.unknown": 1})))
	if err != nil {
		t.Fatal(err)
	}
	want := []planner.Observed{{Resource: planner.SysctlResource(instances, 128), Phase: planner.Ready}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSysctlsRefusesWhatIsNotANumber(t *testing.T) {
	_, err := onOwn(t, "32768\t60999").Observe(t.Context(), planner.Want(wanting(map[string]int64{instances: 1})))
	wantError(t, err, instances, "not one number")
}

func TestSysctlsRaisesAndNeverLowers(t *testing.T) {
	for _, test := range []struct{ have, want, then string }{
		{"128", "8192", "8192"}, {"8192", "8192", "8192"}, {"65536", "8192", "65536"},
	} {
		root := files(t, test.have)
		s := on(ownKernel{root})
		if err := s.Apply(t.Context(), planner.SysctlResource(instances, 8192), ignore); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), planner.SysctlResource(instances, 8192), ignore); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(settingPath(root, instances))
		if got := strings.TrimSpace(string(text)); err != nil || got != test.then {
			t.Errorf("from %s: got %s (%v), want %s", test.have, got, err, test.then)
		}
	}
}

// TestSysctlsSaysWhatToRun takes a setting of the real kernel that not even root may write.
func TestSysctlsSaysWhatToRun(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a Linux kernel")
	}
	const key = "kernel.ngroups_max"
	s := NewSysctls(wanting(nil), nil)
	now, err := value(t.Context(), ownKernel{settings}, key)
	must(t, err)
	remedy := fmt.Sprintf("run: sudo sysctl -w kernel.ngroups_max=%d", now+1)
	err = s.Apply(t.Context(), planner.SysctlResource(key, now+1), ignore)
	wantError(t, err, fmt.Sprintf("from %d", now), remedy)
	for add, want := range []executor.Verdict{executor.Fine, executor.Failure} {
		found := s.Check(t.Context(), planner.SysctlResource(key, now+int64(add)))
		if len(found) != 1 || found[0].Verdict != want || want == executor.Failure && found[0].Remedy != remedy {
			t.Errorf("%d more: %+v", add, found)
		}
	}
}

func TestSysctlsUnknownToTheKernel(t *testing.T) {
	err := onOwn(t, "1").Apply(t.Context(), planner.SysctlResource("net.unknown", 1), ignore)
	wantError(t, err, "net.unknown", "kernel module")
}

func ignore(string) {}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}
