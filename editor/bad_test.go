package editor

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// onlyValidate lists the problems, as case:line under a heading that says why, which no schema can know.
const onlyValidate = "testdata/only-validate.txt"

// TestBadLabsAreMarkedWhereTheyAreWrong opens each bad lab file of package spec: what kaaslab validate says of a line,
// an editor says too, but for what stands in the list.
func TestBadLabsAreMarkedWhereTheyAreWrong(t *testing.T) {
	s := start(t, mapped(t))
	cases := readCases(t)
	documents := map[string]document{}
	for name, c := range cases {
		documents[name] = s.open(name+".kaaslab.yaml", c.text)
	}
	unmarked, marked := []string{}, 0
	for name, c := range cases {
		found := documents[name].diagnose(t)
		missed := c.missedBy(found)
		if len(missed) < len(c.lines) {
			marked++
		}
		for _, line := range missed {
			unmarked = append(unmarked, fmt.Sprintf("%s:%d", name, line))
		}
	}
	slices.Sort(unmarked)
	if diff := cmp.Diff(readList(t), unmarked); diff != "" {
		t.Errorf("%s is not what the editor leaves unmarked (-list +editor):\n%s", onlyValidate, diff)
	}
	if marked < 80 {
		t.Errorf("the editor marks only %d of %d bad files", marked, len(cases))
	}
	t.Logf("the editor marks %d of %d bad files", marked, len(cases))
}

// badCase is a lab file, and the lines that kaaslab validate complains about.
type badCase struct {
	text    string
	lines   []int
	missing map[int]bool // lines whose complaint is about what is not there
}

var complaint = regexp.MustCompile(`(?m)^([0-9]+):[0-9]+: (.*)$`)

func readCases(t *testing.T) map[string]badCase {
	t.Helper()
	paths, err := filepath.Glob("../spec/testdata/bad/*.txtar")
	if err != nil || len(paths) < 60 {
		t.Fatalf("found %d bad files (%v)", len(paths), err)
	}
	cases := map[string]badCase{}
	for _, path := range paths {
		cases[strings.TrimSuffix(filepath.Base(path), ".txtar")] = readCase(t, path)
	}
	return cases
}

func readCase(t *testing.T, path string) badCase {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, lines := badCase{missing: map[int]bool{}}, map[int]bool{}
	for _, file := range archive.Files {
		switch file.Name {
		case "lab.yaml":
			c.text = string(file.Data)
		case "want":
			for _, found := range complaint.FindAllStringSubmatch(string(file.Data), -1) {
				line, _ := strconv.Atoi(found[1])
				lines[line] = true
				c.missing[line] = c.missing[line] || strings.Contains(found[2], "is missing")
			}
		}
	}
	c.lines = slices.Sorted(maps.Keys(lines))
	return c
}

// missedBy says which lines are not marked. What is missing has no place of its own: the editor marks the key of the
// mapping that should have it, kaaslab the first line of that mapping.
func (c badCase) missedBy(found []diagnostic) []int {
	marked := map[int]bool{}
	for _, d := range found {
		marked[d.Range.Start.Line+1] = true
	}
	return slices.DeleteFunc(slices.Clone(c.lines), func(line int) bool {
		return marked[line] || c.missing[line] && marked[line-1]
	})
}

func readList(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(onlyValidate)
	if err != nil {
		t.Fatal(err)
	}
	listed := []string{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			listed = append(listed, strings.Fields(line)...)
		}
	}
	slices.Sort(listed)
	return listed
}
