package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/fake"
)

// TestOutputThatCannotBeWritten: a full disk has a code of its own, whichever command meets it.
func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	lab := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: a}]\n"
	if err := os.WriteFile("lab.yaml", []byte(lab), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"version", "version -o json", "schema", "explain", "explain KL6009", "completion bash", "completion zsh", "validate", "plan",
		"plan -o json", "graph", "status", "status -o json", "status -o yaml", "doctor",
	} {
		t.Run(command, func(t *testing.T) {
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Skip("this system has no disk that is always full")
			}
			defer full.Close()
			var said strings.Builder
			p := newProgram(strings.NewReader(""), full, &said)
			p.machine.Adapters = (&stage{world: fake.New()}).adapters
			code := run(t.Context(), p, strings.Fields(command))
			if code != exitFailed || !strings.HasSuffix(said.String(), "no space left on device [KL6009]\n") {
				t.Errorf("exit code %d; it said %q", code, said.String())
			}
		})
	}
	if left, _ := filepath.Glob("*"); len(left) != 1 {
		t.Errorf("it left %q", left)
	}
}
