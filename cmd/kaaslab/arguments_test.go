package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryCommandTakesOneLabFile: of several, none is left out without a word, whatever the command.
func TestEveryCommandTakesOneLabFile(t *testing.T) {
	t.Chdir(t.TempDir())
	asked := 0
	for _, cmd := range allCommands(newRoot(newProgram(nil, nil, nil))) {
		if cmd.Flags().Lookup("file") == nil {
			continue
		}
		asked++
		for _, args := range [][]string{{"-f", "a.yaml", "-f", "b.yaml"}, {"-fa.yaml", "--file=a.yaml"}, {"--file", "-", "-f", "-"}} {
			var said bytes.Buffer
			p := newProgram(strings.NewReader(""), &said, &said)
			if code := run(context.Background(), p, append([]string{cmd.Name()}, args...)); code != exitFailed || !strings.Contains(said.String(), "one lab file at a time [KL6003]") {
				t.Errorf("%s %q: exit code %d, %s", cmd.Name(), args, code, said.String())
			}
		}
		var said bytes.Buffer
		p := newProgram(strings.NewReader(""), &said, &said)
		if code := run(context.Background(), p, []string{cmd.Name(), "my lab.yaml"}); code != exitFailed || !strings.Contains(said.String(), "did you mean: kaaslab "+cmd.Name()+" -f 'my lab.yaml'") {
			t.Errorf("%s with a file: exit code %d, %s", cmd.Name(), code, said.String())
		}
	}
	if asked < 12 {
		t.Errorf("only %d commands take a lab file", asked)
	}
}

func allCommands(root *cobra.Command) (all []*cobra.Command) {
	for _, cmd := range root.Commands() {
		all = append(append(all, cmd), allCommands(cmd)...)
	}
	return all
}
