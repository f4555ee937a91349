package seed

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const shapesTable = "testdata/shapes.md"

// TestShapesThatPeopleUse: files of the shapes that public repositories have are carried over, and the table says which of them
// whole, and what is lost of the others.
func TestShapesThatPeopleUse(t *testing.T) {
	var rows []string
	all, whole := map[string]int{}, map[string]int{}
	files, _ := filepath.Glob("testdata/shapes/*.yaml")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		kind, _, _ := strings.Cut(name, "-")
		all[kind]++
		lost := lossOf(t, file)
		if len(lost) == 0 {
			whole[kind]++
			lost = []string{"nothing"}
		}
		rows = append(rows, fmt.Sprintf("| %s | %s |", name, strings.ReplaceAll(strings.Join(lost, "<br>"), "|", "\\|")))
	}
	var text strings.Builder
	text.WriteString("Files of the shapes that people write, and what `kaaslab init --from` cannot carry over of each.\n\n| kind | files | carried over whole |\n|---|---|---|\n")
	for _, kind := range []string{"capi", "topology", "sveltos"} {
		fmt.Fprintf(&text, "| %s | %d | %d |\n", kind, all[kind], whole[kind])
	}
	text.WriteString("\n| file | lost |\n|---|---|\n" + strings.Join(rows, "\n") + "\n")
	if *update {
		if err := os.WriteFile(shapesTable, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	there, _ := os.ReadFile(shapesTable)
	if diff := cmp.Diff(string(there), text.String()); diff != "" {
		t.Errorf("%s is not what happens; look, and run go test ./spec/seed -update: %s", shapesTable, diff)
	}
}

// lossOf lists what is lost of a file. Where nothing can be carried over, that is all of it.
func lossOf(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	made, err := Convert(demo, []Source{{Name: filepath.Base(file), Data: data}})
	if err != nil {
		lines := strings.Split(err.Error(), "\n")
		return slices.Concat([]string{"all of it"}, lines[1:])
	}
	parsed(t, made)
	var lost []string
	for _, n := range made.Lost {
		lost = append(lost, n.String())
	}
	return lost
}
