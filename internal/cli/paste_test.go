package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
)

// printed are the commands in what kaaslab says: behind these words, up to the end of the line or of the sentence.
var printed = regexp.MustCompile(`(?m)(?:then run: |has no kubeconfig yet; run |did you mean: |^try: +|^next: |is up; run |use it with: |^ {6,13})((?:'?[^\n]*kaaslab(?:'?|'\)")|kubectl) (?:--kubeconfig|--context|apply|plan|status|destroy)\b.*?)(?: \[KL\d+\])?$`)

// wordsOf lets sh take a command apart, without running it.
func wordsOf(t *testing.T, command string) []string {
	t.Helper()
	program, _, _ := strings.Cut(command, "#") // none of the names below has one outside of quotes
	sh := exec.Command("sh", "-c", "set -- "+command+"\nfor word in \"$@\"; do printf '%s\\0' \"$word\"; done")
	sh.Dir = t.TempDir()
	out, err := sh.Output()
	if err != nil {
		t.Fatalf("sh does not take %s: %v", program, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// TestPrintedCommandsCanBePasted: whatever a lab file, the directories and the program are called, a shell takes a command that
// is printed as it was meant.
func TestPrintedCommandsCanBePasted(t *testing.T) {
	for _, name := range []string{"plain", "x y", "two  spaces", "a ' b", "it's", `a"b`, "$HOME", "a;b", "*", "~", "(b)", "a&b", "größe", "`a`", `back\slash`, "two\nlines", "tab\t50%", "\x1b[31mred", "\xff", "a=b", "#a", "!a", "{a,b}", "~a", "%s", "a\u202eb"} {
		t.Run(name, func(t *testing.T) {
			directory := filepath.Join(t.TempDir(), name)
			if err := os.MkdirAll(directory, 0o700); err != nil {
				t.Fatal(err)
			}
			t.Chdir(directory)
			t.Setenv("XDG_STATE_HOME", filepath.Join(directory, name, "state"))
			t.Setenv("HOME", directory)
			t.Setenv("KUBECONFIG", filepath.Join(directory, "own"))
			file, called := name+".yaml", filepath.Join(name, "kaaslab")
			s := &stage{world: fake.New()}
			say := func(args ...string) string {
				var said bytes.Buffer
				p := newProgram(strings.NewReader(""), &said, &said)
				p.machine.Adapters, p.called = s.adapters, called
				run(context.Background(), p, args)
				return said.String()
			}
			told := say("init", "-f", file, "--name", "demo") + say("status", "-f", file) + say("kubeconfig", "-f", file) + say("plan", file)
			s.world.Fail(fake.AwaitReady, id("workloadCluster/workload-01"), 1, executor.Final(errors.New("no")))
			told += say("apply", "--yes", "-f", file) + say("apply", "--yes", "-f", file) + say("kubeconfig", "--merge", "-f", file)
			commands := printed.FindAllStringSubmatch(told, -1)
			if len(commands) < 9 {
				t.Errorf("only %d commands are in\n%s\n%q", len(commands), told, commands)
			}
			for _, command := range commands {
				words := wordsOf(t, command[1])
				kubectl := words[0] == "kubectl" && (slices.Contains(words, filepath.Join(directory, name, "state/kaaslab/demo/kubeconfigs/demo-management.kubeconfig")) || slices.Contains(words, "--context"))
				own := words[0] == called && len(words) == 4 && words[2] == "-f" && words[3] == file
				if !kubectl && !own {
					t.Errorf("%s is %q for a shell", command[1], words)
				}
			}
		})
	}
}
