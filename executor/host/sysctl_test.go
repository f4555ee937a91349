package host

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const instances = "fs.inotify.max_user_instances"

// kernel returns a handler of a kernel with one setting.
func kernel(t *testing.T, value string, mode os.FileMode) *Sysctls {
	t.Helper()
	s := &Sysctls{root: t.TempDir(), os: "linux"}
	if err := os.MkdirAll(filepath.Dir(s.path(instances)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path(instances), []byte(value+"\n"), mode); err != nil {
		t.Fatal(err)
	}
	return s
}

func wanting(settings map[string]int64) *spec.Lab {
	return &spec.Lab{Name: "kaas", Host: spec.Host{Sysctl: settings}}
}

func TestSysctlsObservesWhatTheLabWants(t *testing.T) {
	s := kernel(t, "128", 0o644)
	got, err := s.Observe(t.Context(), wanting(map[string]int64{instances: 8192, "net.unknown": 1}))
	if err != nil {
		t.Fatal(err)
	}
	want := []planner.Observed{{Resource: planner.SysctlResource(instances, 128), Phase: planner.Ready}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSysctlsOnAnotherSystem(t *testing.T) {
	s := &Sysctls{root: t.TempDir(), os: "darwin"}
	if _, err := s.Observe(t.Context(), wanting(nil)); err != nil {
		t.Errorf("a lab that wants no settings: %v", err)
	}
	_, err := s.Observe(t.Context(), wanting(map[string]int64{instances: 1}))
	wantError(t, err, "Linux only", "darwin", instances)
}

func TestSysctlsRefusesWhatIsNotANumber(t *testing.T) {
	_, err := kernel(t, "32768\t60999", 0o644).Observe(t.Context(), wanting(map[string]int64{instances: 1}))
	wantError(t, err, instances, "not one number")
}

func TestSysctlsRaisesAndNeverLowers(t *testing.T) {
	for _, test := range []struct{ have, want, then string }{
		{"128", "8192", "8192"}, {"8192", "8192", "8192"}, {"65536", "8192", "65536"},
	} {
		s := kernel(t, test.have, 0o644)
		if err := s.Apply(t.Context(), planner.SysctlResource(instances, 8192), ignore); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), planner.SysctlResource(instances, 8192), ignore); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(s.path(instances))
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
	s := NewSysctls()
	value, err := s.read(key)
	must(t, err)
	err = s.Apply(t.Context(), planner.SysctlResource(key, value+1), ignore)
	wantError(t, err, fmt.Sprintf("from %d", value), fmt.Sprintf("run: sudo sysctl -w kernel.ngroups_max=%d", value+1))
}

func TestSysctlsUnknownToTheKernel(t *testing.T) {
	err := kernel(t, "1", 0o644).Apply(t.Context(), planner.SysctlResource("net.unknown", 1), ignore)
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
