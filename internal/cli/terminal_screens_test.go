package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
)

// screened is a command, and what its end looks like on the screen of a real terminal.
type screened struct {
	name        string
	environment []string
	args        string
	last        string // of what is to be seen
	code        int
}

var screens = []screened{
	{"plan", nil, "plan", "Plan: 8 to create", exitDone},
	{"apply", nil, "apply --yes", "kaaslab status\n", exitDone},
	{"apply_fails", []string{onStage + "=fails workloadCluster/two"}, "apply --yes", "[KL", exitIncomplete},
	{"apply_lines", []string{"TERM=dumb"}, "apply --yes --target managementCluster/demo-management", "Done: 1 created", exitDone},
	{"status", []string{before + "=apply --yes"}, "status", "two", exitDone},
	{"destroy", []string{before + "=apply --yes"}, "destroy --yes", "Destroyed: ", exitDone},
	{"doctor", []string{onStage + "=ails"}, "doctor", "[KL", exitPreflight},
}

// TestScreens compares what each command leaves on narrow and on wide terminals. NO_COLOR takes the colours away and nothing
// else.
func TestScreens(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			var seen []txtar.File
			for _, columns := range []int{60, 200} {
				screen, plain := s.play(t, columns, ""), s.play(t, columns, "1")
				if screen != plain {
					t.Errorf("with NO_COLOR the screen shows\n%s\nand without\n%s", plain, screen)
				}
				seen = append(seen, txtar.File{Name: fmt.Sprintf("%d columns", columns), Data: []byte(screen)})
			}
			golden.Compare(t, "screens/"+s.name, seen)
		})
	}
}

// play runs the command in a window, and returns what is there at its end.
func (s screened) play(t *testing.T, columns int, noColour string) string {
	t.Helper()
	dir := shortDir(t)
	environment := append([]string{onStage + "=workloadCluster/none"}, s.environment...)
	w := openWindowIn(t, dir, columns, 60, append(environment, "NO_COLOR="+noColour), exec.Command(os.Args[0], strings.Fields(s.args)...))
	w.Await(s.last)
	w.ends(s.code)
	fmt.Fprint(w.Side, "\r\n$ ")
	screen := w.Await("\n$")
	if w.Coloured() == (noColour != "") && !strings.Contains(fmt.Sprint(s.environment), "TERM=dumb") {
		t.Errorf("with NO_COLOR=%q there are colours: %v", noColour, w.Coloured())
	}
	return timeless(strings.ReplaceAll(screen, dir, shortName(0)))
}

// shortDir has a name of the same length each time, so that lines break at the same places.
func shortDir(t *testing.T) string {
	t.Helper()
	dir := shortName(rand.Uint32())
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func shortName(n uint32) string { return fmt.Sprintf("/tmp/lab%08x", n) }

var (
	took  = regexp.MustCompile(`\b(in|after) \d+(\.\d\n?)?m?s`)
	clock = regexp.MustCompile(`\b\d:\d\d\b`)
)

// timeless has the same text for every time that a machine may need.
func timeless(screen string) string {
	return clock.ReplaceAllString(took.ReplaceAllString(screen, "$1 0s"), "0:00")
}
