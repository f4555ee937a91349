package cli

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs types the commands of README.md and docs/, page by page and in their order, and compares what the pages show
// with what comes. Times and ports may differ, and "..." stands for any lines.
func TestDocs(t *testing.T) {
	for _, p := range readPages(t) {
		t.Run(strings.ReplaceAll(p.path, "/", "_"), func(t *testing.T) {
			if p.usesEmbedded() {
				requireEmbedded(t)
			}
			if !p.usesWorld() {
				t.Parallel() // it waits more than it works
			}
			reader := newReader(t)
			for _, b := range p.blocks {
				reader.follow(t, p, b)
			}
		})
	}
}

// TestDocsRunEveryCommand: a block of shell commands is run, or says why not.
func TestDocsRunEveryCommand(t *testing.T) {
	for _, p := range readPages(t) {
		for _, b := range p.blocks {
			switch b.language {
			case "sh", "bash", "shell":
				t.Errorf("%s:%d: write commands as console, each behind a $", p.path, b.line)
			case "console":
				if len(b.exchanges()) == 0 {
					t.Errorf("%s:%d: has no line that begins with $", p.path, b.line)
				}
			}
		}
	}
}

var mentioned = regexp.MustCompile("`(?:bin/)?kaaslab ([a-z]+)([^`]*)`")

// TestDocsNameCommandsThatExist looks at what stands in the text: the command is there, and so are its flags.
func TestDocsNameCommandsThatExist(t *testing.T) {
	root, seen := newRoot(newProgram(strings.NewReader(""), os.Stderr, os.Stderr)), 0
	for _, p := range readPages(t) {
		text, _ := os.ReadFile(p.file)
		for _, found := range mentioned.FindAllStringSubmatch(string(text), -1) {
			seen++
			command, _, err := root.Find([]string{found[1]})
			if err != nil {
				t.Errorf("%s: %s: %v", p.path, found[0], err)
				continue
			}
			for _, flag := range regexp.MustCompile(`--([a-z0-9-]+)`).FindAllStringSubmatch(found[2], -1) {
				if command.Flag(flag[1]) == nil && command.InheritedFlags().Lookup(flag[1]) == nil {
					t.Errorf("%s: %s: there is no --%s", p.path, found[0], flag[1])
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("found only %d commands", seen)
	}
}

// follow does what a reader does with a block.
func (r *reader) follow(t *testing.T, p page, b block) {
	t.Helper()
	at := fmt.Sprintf("%s:%d", p.path, b.line)
	switch {
	case b.notRun != "":
	case b.file != "":
		r.write(t, b.file, b.text)
	case b.language == "console":
		for _, e := range b.exchanges() {
			output := r.run(t, at, b.world, e.command)
			if e.want == "" || shows(e.want, output) {
				continue
			}
			if *update {
				p.show(t, e, output)
				continue
			}
			t.Errorf("%s: %s (-page +kaaslab):\n%s", at, e.command, cmp.Diff(e.want, output))
		}
	}
	r.nobodyIsSilent(t, at)
}

// shows says whether an output has the lines of a page, where "..." stands for any number of lines.
func shows(want, output string) bool {
	lines := strings.Split(strings.TrimRight(same(output), "\n"), "\n")
	skipping := false
	for line := range strings.Lines(same(want)) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "..." {
			skipping = true
			continue
		}
		for skipping && len(lines) > 0 && lines[0] != line {
			lines = lines[1:]
		}
		if len(lines) == 0 || lines[0] != line {
			return false
		}
		lines, skipping = lines[1:], false
	}
	return skipping || len(lines) == 0
}

var changing = []struct {
	form *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`\b[0-9]+:[0-5][0-9]\b`), "0:00"},
	{regexp.MustCompile(`\b([0-9]+m)?[0-9]+(\.[0-9]+)?m?s\b`), "1s"},
	{regexp.MustCompile(`(127\.0\.0\.1|localhost):[0-9]+`), "127.0.0.1:1"},
	{regexp.MustCompile(` +`), " "},
	{regexp.MustCompile(`(?m) +$`), ""},
}

// same makes texts equal that differ in nothing that matters.
func same(text string) string {
	for _, c := range changing {
		text = c.form.ReplaceAllString(text, c.as)
	}
	return text
}
