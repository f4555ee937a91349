package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// page is a file of the documentation. What stands in a comment before a block says what becomes of it:
//
//	<!-- world: docker -->    from here on, commands act on a World in memory instead of the real embedded program
//	<!-- world: embedded -->  and from here on on the real one again
//	<!-- file: lab.yaml -->   the block is a file, which the next commands find
//	<!-- not run: why -->     the block is not run, and this is why
type page struct {
	path, file string // from the root of the repository, and whole
	blocks     []block
}

// block is what stands between two fences.
type block struct {
	language, text string
	world          string
	file, notRun   string
	line           int
}

var directive = regexp.MustCompile(`^<!-- (world|file|not run): (.*) -->$`)

func readPage(t *testing.T, path string) page {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, next, inside, number := page{file: path}, block{world: "embedded"}, false, 0
	for line := range strings.Lines(string(text)) {
		number++
		trimmed := strings.TrimSpace(line)
		said := directive.FindStringSubmatch(trimmed)
		switch {
		case inside && trimmed == "```":
			p.blocks = append(p.blocks, next)
			next, inside = block{world: next.world}, false
		case inside:
			next.text += line
		case strings.HasPrefix(trimmed, "```"):
			next.language, next.line, inside = strings.TrimPrefix(trimmed, "```"), number, true
		case said != nil:
			next.obey(said[1], said[2])
		}
	}
	return p
}

func (b *block) obey(word, value string) {
	switch word {
	case "world":
		b.world = value
	case "file":
		b.file = value
	case "not run":
		b.notRun = value
	}
}

// usesEmbedded says whether a command of the page needs the real program.
func (p page) usesEmbedded() bool {
	for _, b := range p.blocks {
		if b.language == "console" && b.world == "embedded" && b.notRun == "" && strings.Contains(b.text, " apply") {
			return true
		}
	}
	return false
}

// usesWorld says whether a command of the page acts on a World, whose environment is that of this process.
func (p page) usesWorld() bool {
	return slices.ContainsFunc(p.blocks, func(b block) bool { return b.world == "docker" })
}

// exchange is a command, and what the page shows of its output.
type exchange struct {
	command, want string
}

func (b block) exchanges() (found []exchange) {
	for line := range strings.Lines(b.text) {
		if command, is := strings.CutPrefix(line, "$ "); is {
			found = append(found, exchange{command: strings.TrimSpace(command)})
		} else if len(found) > 0 {
			found[len(found)-1].want += line
		}
	}
	return found
}

func readPages(t *testing.T) []page {
	t.Helper()
	paths := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/how-to/*.md", "docs/reference/*.md"} {
		found, _ := filepath.Glob(filepath.Join(repository(t), pattern))
		for _, path := range found {
			relative, _ := filepath.Rel(repository(t), path)
			paths = append(paths, relative)
		}
	}
	read := []page{}
	for _, path := range paths {
		p := readPage(t, filepath.Join(repository(t), path))
		p.path = path
		read = append(read, p)
	}
	return read
}

// show writes what a command prints into the page.
func (p page) show(t *testing.T, e exchange, output string) {
	t.Helper()
	text, err := os.ReadFile(p.file)
	if err != nil {
		t.Fatal(err)
	}
	was, is := "$ "+e.command+"\n"+e.want, "$ "+e.command+"\n"+output
	if err := os.WriteFile(p.file, []byte(strings.Replace(string(text), was, is, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}
