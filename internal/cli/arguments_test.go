package cli

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

// TestNoValueOfAFlagIsLeftOut: a flag that takes one value is not given two, whatever it says.
func TestNoValueOfAFlagIsLeftOut(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("HOME", t.TempDir())
	for _, args := range []string{
		"plan -o json -o text", "plan -ojson --output=text", "apply --parallel 1 --parallel 2", "apply --wait --wait=false", "init --name a --name=b",
		"destroy --timeout 1m --timeout 2m", "adopt --kubeconfig a --kubeconfig b", "diagnose -o a -o b", "ui --port 1 --port 2", "version -o text -o json",
	} {
		code, said := runWords(strings.Fields(args)...)
		if code != exitFailed || !strings.Contains(said, " is there 2 times, with ") || !strings.Contains(said, "it takes one value [KL6003]") {
			t.Errorf("%s: exit code %d, %s", args, code, said)
		}
	}
	for _, args := range []string{"version -o text -o text", "plan --target a/b --target c/d", "apply --allow-replace a/b --allow-replace c/d", "init --set A=b --set C=d --from x --from y", "apply --yes -y"} {
		if _, said := runWords(strings.Fields(args)...); strings.Contains(said, "times") {
			t.Errorf("%s: %s", args, said)
		}
	}
}

// TestLabFilesAreProposed: a path where there is no command is a lab file, and one without a name is none.
func TestLabFilesAreProposed(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]string{
		"./x": "did you mean: kaaslab plan -f ./x", "a.yaml": "did you mean: kaaslab plan -f a.yaml", "plan --file=": "-f names no file; ",
	} {
		if _, said := runWords(strings.Fields(args)...); !strings.Contains(said, want) {
			t.Errorf("%s: %s", args, said)
		}
	}
}

func runWords(args ...string) (code int, said string) {
	var written bytes.Buffer
	p := newProgram(strings.NewReader(""), &written, &written)
	code = run(context.Background(), p, args)
	return code, written.String()
}

func allCommands(root *cobra.Command) (all []*cobra.Command) {
	for _, cmd := range root.Commands() {
		all = append(append(all, cmd), allCommands(cmd)...)
	}
	return all
}
