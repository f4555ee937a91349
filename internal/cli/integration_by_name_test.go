package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLabDestroyByItsName: a lab file that is lost keeps nobody from removing the lab, from any directory, also where what was
// noted of the lab is lost as well, and where the management cluster does not run.
func TestLabDestroyByItsName(t *testing.T) {
	t.Parallel() // it waits more than it works
	for name, lose := range map[string]func(*labTest, string){
		"noted":   func(*labTest, string) {},
		"broken":  func(_ *labTest, note string) { _ = os.WriteFile(note, []byte("{"), 0o600) },
		"unnoted": func(_ *labTest, note string) { _ = os.Remove(note) },
		"killed":  func(l *labTest, _ string) { l.killEmbedded() },
	} {
		t.Run(name, func(t *testing.T) {
			l := withManagement(t)
			if err := os.Remove(filepath.Join(l.dir, "lab.yaml")); err != nil {
				t.Fatal(err)
			}
			lose(l, filepath.Join(l.state(), "kaaslab", "demo", "lab.json"))
			if plan := l.must(0, "plan", "--destroy", "--lab", "demo"); !strings.Contains(plan, "managementCluster/demo-management") {
				t.Errorf("the plan does not name the management cluster:\n%s", plan)
			}
			l.must(exitInvalid, "destroy", "--lab", "dmeo", "--yes")
			l.must(0, "destroy", "--lab", "demo", "--yes")
			if left := l.processes(); len(left) > 0 {
				t.Errorf("processes %v are left", left)
			}
			if left, _ := os.ReadDir(filepath.Join(l.state(), "kaaslab")); len(left) > 0 {
				t.Errorf("destroy left %v", left)
			}
		})
	}
}

// TestLabDestroyByItsNameOnAnExistingCluster: where the lab is stands in its note, or on the command line. The management
// cluster stays, with what is not the lab's.
func TestLabDestroyByItsNameOnAnExistingCluster(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := withManagement(t)
	kubeconfig := filepath.Join(l.state(), "kaaslab", "demo", "kubeconfigs", "demo-management.kubeconfig")
	for _, how := range []struct {
		lose bool
		copy string
		args []string
	}{
		{false, "first", []string{"destroy", "--lab", "fleet", "--yes"}},
		{true, "second", []string{"destroy", "--lab", "fleet", "--yes", "--kubeconfig", kubeconfig, "--context", "demo-management"}},
	} {
		l.writeAs("fleet.yaml", l.fleetFile("{name: dev}"))
		l.must(0, "apply", "-f", "fleet.yaml", "--yes")
		l.copyCluster("dev", how.copy)
		if err := os.Remove(filepath.Join(l.dir, "fleet.yaml")); err != nil {
			t.Fatal(err)
		}
		if how.lose {
			if err := os.Remove(filepath.Join(l.state(), "kaaslab", "fleet", "lab.json")); err != nil {
				t.Fatal(err)
			}
			if r := l.run("destroy", "--lab", "fleet", "--yes"); r.code != exitInvalid || !strings.Contains(joined(r.stderr), "--kubeconfig and --context") {
				t.Errorf("exit code %d, want %d and how to name the cluster in\n%s", r.code, exitInvalid, r.stderr)
			}
		}
		l.must(0, how.args...)
		if l.isThere(clusterResource, "default", "dev") {
			t.Error("the lab's cluster is still there")
		}
		if !l.isThere(clusterResource, "default", how.copy) {
			t.Error("a copy, which is nobody's, is gone")
		}
	}
	if len(l.processes()) != 1 {
		t.Error("the management cluster, which the lab only used, is gone")
	}
}

// TestLabEndsWhenItsTimeIsOver: without a terminal and without a kaaslab that anybody runs, and nothing of it is left.
func TestLabEndsWhenItsTimeIsOver(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := withManagement(t)
	l.must(0, "apply", "--yes", "--ttl", "10000h")
	if waits := l.waiting("demo"); waits != 1 {
		t.Errorf("%d processes wait for the end of the lab", waits)
	}
	l.must(0, "apply", "--yes", "--ttl", "1s")
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		_, err := os.Stat(filepath.Join(l.state(), "kaaslab"))
		if errors.Is(err, fs.ErrNotExist) && len(l.processes()) == 0 && l.waiting("demo") == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the lab is there still: %v, processes %v, %d waiting", err, l.processes(), l.waiting("demo"))
		}
	}
}

// waiting counts the processes of this test that wait for the end of a lab.
func (l *labTest) waiting(lab string) int {
	l.Helper()
	count := 0
	entries, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, environ := range entries {
		env, _ := os.ReadFile(environ)
		args, _ := os.ReadFile(filepath.Join(filepath.Dir(environ), "cmdline"))
		if strings.Contains(string(env), "XDG_STATE_HOME="+l.state()) && strings.Contains(string(args), "prune\x00--lab\x00"+lab+"\x00--wait") {
			count++
		}
	}
	return count
}
