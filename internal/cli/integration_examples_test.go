package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// TestExampleFleet applies an example with more clusters than a person would write down.
func TestExampleFleet(t *testing.T) {
	t.Parallel()
	l := newLabTest(t, "fleet")
	l.must(2, "plan", "--detailed-exitcode")
	l.write(strings.Replace(l.read("lab.yaml"), "count: 20", "count: 8", 1)) // more of the same would take minutes
	l.must(0, "apply", "--yes")
	l.matches()
	if got := len(l.names(clusterResource)); got != 10 {
		t.Errorf("the fleet has %d clusters, want 10", got)
	}
	l.must(0, "destroy", "--yes")
}

// TestExampleOwnClassAndExisting applies one example on the management cluster of the other: any cluster with Cluster API
// is an existing one.
func TestExampleOwnClassAndExisting(t *testing.T) {
	t.Parallel() // it waits more than it works
	own := newLabTest(t, "own-class")
	own.must(2, "plan", "--detailed-exitcode")
	own.must(0, "apply", "--yes")
	own.matches()

	team := newLabTest(t, "existing")
	team.writeKubeconfig(own.must(0, "kubeconfig"), "management")
	team.must(2, "plan", "--detailed-exitcode")
	team.must(0, "apply", "--yes")
	team.matches()
	own.matches() // neither lab sees the other's clusters as its own
	team.must(0, "destroy", "--yes")
	own.matches()
	if _, err := os.Stat(filepath.Join(team.dir, "management.kubeconfig")); err != nil {
		t.Errorf("destroy took what was not the lab's: %v", err)
	}
	own.must(0, "destroy", "--yes")
}

// writeKubeconfig puts a kubeconfig beside the lab file, under the context that the lab file names.
func (l *labTest) writeKubeconfig(text, context string) {
	l.Helper()
	config, err := clientcmd.Load([]byte(text))
	if err != nil {
		l.Fatal(err)
	}
	config.Contexts = map[string]*clientcmdapi.Context{context: config.Contexts[config.CurrentContext]}
	config.CurrentContext = "" // it must not matter
	if err := clientcmd.WriteToFile(*config, filepath.Join(l.dir, "management.kubeconfig")); err != nil {
		l.Fatal(err)
	}
}

// TestExampleKaas is about the lab on Docker, on a machine where no Docker answers: that is said once, and nothing is taken
// for absent.
func TestExampleKaas(t *testing.T) {
	l := newLabTest(t, "kaas")
	for _, args := range [][]string{{"plan"}, {"apply", "--yes"}, {"destroy", "--yes"}} {
		cmd := l.command(args...)
		cmd.Env = append(cmd.Env, "DOCKER_HOST=unix://"+filepath.Join(l.dir, "no.sock"))
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitPreflight || strings.Count(string(out), "kaaslab: ") != 1 || !strings.Contains(string(out), "no Docker daemon answers") {
			t.Errorf("kaaslab %s: exit code %d, want %d\n%s", args[0], code, exitPreflight, out)
		}
	}
	l.must(0, "validate")
}

// TestMissingProgram is a machine without kaaslab-embedded: apply says so before it asks or writes.
func TestMissingProgram(t *testing.T) {
	l := newLabTest(t, "embedded")
	cmd := l.command("apply", "--yes")
	cmd.Env = append(cmd.Env, "KAASLAB_EMBEDDED="+filepath.Join(l.dir, "missing"))
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitPreflight || !strings.Contains(string(out), "make build") {
		t.Errorf("exit code %d, want %d\n%s", code, exitPreflight, out)
	}
	if left, _ := filepath.Glob(filepath.Join(l.state(), "*", "*")); len(left) > 0 {
		t.Errorf("wrote %v", left)
	}
}
