package cli

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
)

// locales are those in which no terminal shows more than ASCII, as the C library finds them out, and one that shows all.
var locales = map[string]struct {
	lcAll, lcCtype, lang, term string
	ascii                      bool
}{
	"C":               {lcAll: "C", lang: "en_US.UTF-8", ascii: true},
	"POSIX by LANG":   {lang: "POSIX", ascii: true},
	"none":            {ascii: true},
	"latin":           {lcCtype: "de_DE.ISO-8859-1", lang: "de_DE.UTF-8", ascii: true},
	"dumb":            {lcAll: "C.UTF-8", term: "dumb", ascii: true},
	"UTF-8":           {lcAll: "en_US.UTF-8"},
	"UTF-8 by LANG":   {lang: "de_DE.utf8"},
	"LC_CTYPE counts": {lcCtype: "C.UTF-8", lang: "C"},
}

// TestTextIsASCIIWhereTheLocaleIs: what a terminal cannot show is not written, to it or to a file.
func TestTextIsASCIIWhereTheLocaleIs(t *testing.T) {
	for name, locale := range locales {
		t.Run(name, func(t *testing.T) {
			t.Setenv("LC_ALL", locale.lcAll)
			t.Setenv("LC_CTYPE", locale.lcCtype)
			t.Setenv("LANG", locale.lang)
			t.Setenv("TERM", locale.term)
			told := tellAll(t)
			for line := range strings.Lines(told) {
				if i := strings.IndexFunc(line, func(c rune) bool { return c >= utf8.RuneSelf }); i >= 0 && locale.ascii {
					t.Fatalf("not ASCII: %s", line)
				}
			}
			if locale.ascii == strings.Contains(told, "└─") {
				t.Errorf("the tree is drawn as for the other locales:\n%s", told)
			}
		})
	}
}

// tellAll is what the commands that write text say of a lab that fails, then is there, and of themselves.
func tellAll(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", filepath.Join(t.TempDir(), "state"))
	s := &stage{world: fake.New()}
	var said bytes.Buffer
	say := func(args ...string) {
		p := newProgram(strings.NewReader(""), &said, &said)
		p.machine.Adapters = s.adapters
		run(context.Background(), p, args)
	}
	say("init")
	say("validate")
	say("plan")
	say("status")
	s.world.Fail(fake.AwaitReady, id("workloadCluster/workload-01"), 1, executor.Final(errors.New("no")))
	say("apply", "--yes")
	s.world.Break(id("workloadCluster/workload-02"), "out of order")
	say("status", "-o", "wide")
	say("apply", "--yes")
	say("plan")
	say("doctor")
	say("graph")
	say("graph", "-o", "dot", "--plan")
	say("explain", "--recursive")
	say("explain", "KL1001")
	say("adopt", "--help")
	say("nothing")
	say("destroy", "--yes")
	for _, cmd := range allCommands(newRoot(newProgram(nil, nil, nil))) {
		say(cmd.Name(), "--help")
	}
	return said.String()
}
