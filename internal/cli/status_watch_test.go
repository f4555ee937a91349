package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor/fake"
)

// Without a terminal, watch writes a block when something changed, and ends when it is told to.
func TestStatusWatchWritesWhatChanges(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	lab := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: one}]\n"
	if err := os.WriteFile("lab.yaml", []byte(lab), 0o600); err != nil {
		t.Fatal(err)
	}
	for output, separator := range map[string]string{"text": "\n\n", "yaml": "\n---\n", "json": "\n}\n{\n", "name": "\n\n"} {
		t.Run(output, func(t *testing.T) {
			s := &stage{world: fake.New()}
			var text bytes.Buffer
			p := newProgram(strings.NewReader(""), &text, &text)
			p.machine.Adapters = s.adapters
			if code := run(t.Context(), p, []string{"apply", "--yes"}); code != exitDone {
				t.Fatalf("apply: exit code %d\n%s", code, &text)
			}
			text.Reset()
			changes := []func(){
				func() {},
				func() { s.world.Break(id("workloadCluster/one"), "0 of 1 machines") },
				func() { s.world.Remove(id("workloadCluster/one")) },
			}
			p.pause = func(context.Context, time.Duration) bool {
				if len(changes) == 0 {
					return false
				}
				changes[0]()
				changes = changes[1:]
				return true
			}
			if code := run(t.Context(), p, []string{"status", "-w", "-o", output}); code != exitDone {
				t.Fatalf("exit code %d\n%s", code, &text)
			}
			if blocks := strings.Count(text.String(), separator) + 1; blocks != 3 {
				t.Errorf("%d blocks, want one each for as it was, broken and gone:\n%s", blocks, &text)
			}
		})
	}
}
