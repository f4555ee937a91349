package fault_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var form = regexp.MustCompile(`^KL[1-9]\d{3}$`)

// TestTableIsComplete: every code has its number alone, in its area and in order, and says what to do about it.
func TestTableIsComplete(t *testing.T) {
	seen := map[fault.Code]bool{}
	for _, area := range fault.Areas() {
		last := fault.Code("")
		for _, e := range area.Entries {
			switch {
			case !form.MatchString(string(e.Code)):
				t.Errorf("%s is no code", e.Code)
			case seen[e.Code] || e.Code <= last || e.Code[2] != area.Entries[0].Code[2]:
				t.Errorf("%s is there twice, or not at its place in %q", e.Code, area.Title)
			case fault.Retired(string(e.Code)):
				t.Errorf("%s is retired and must not be given again", e.Code)
			case e.Title == "" || !strings.HasSuffix(e.Cause, ".") || !strings.HasSuffix(e.Fix, "."):
				t.Errorf("%s needs a title, and sentences for cause and fix", e.Code)
			}
			seen[e.Code], last = true, e.Code
		}
	}
	for name, code := range constants(t) {
		if !seen[code] {
			t.Errorf("%s (%s) is not in the table", name, code)
		}
	}
}

// TestEveryCodeIsUsed: what no error carries any more belongs to the retired codes.
func TestEveryCodeIsUsed(t *testing.T) {
	used := usedNames(t)
	for name, code := range constants(t) {
		if !used[name] {
			t.Errorf("no error has the code %s (fault.%s); retire it", code, name)
		}
	}
}

// constants are the names of the codes, as the other packages write them.
func constants(t *testing.T) map[string]fault.Code {
	t.Helper()
	found := map[string]fault.Code{}
	for _, file := range parse(t, ".") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || len(spec.Names) != 1 {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				if text, _ := strconv.Unquote(literal.Value); form.MatchString(text) {
					found[spec.Names[0].Name] = fault.Code(text)
				}
			}
			return true
		})
	}
	if len(found) < 40 {
		t.Fatalf("found only %d codes", len(found))
	}
	return found
}

func usedNames(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	for _, root := range []string{"../../spec", "../../planner", "../../executor", "../../lab", ".."} {
		for _, file := range parse(t, root) {
			ast.Inspect(file, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if ok {
					if from, isName := selector.X.(*ast.Ident); isName && from.Name == "fault" {
						used[selector.Sel.Name] = true
					}
				}
				return true
			})
		}
	}
	return used
}

func parse(t *testing.T, root string) []*ast.File {
	t.Helper()
	var files []*ast.File
	parseEach(t, root, func(_ string, file *ast.File, _ *token.FileSet) { files = append(files, file) })
	return files
}

// parseEach shows the program's own files, without those of its tests.
func parseEach(t *testing.T, root string, show func(path string, file *ast.File, files *token.FileSet)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err == nil {
			show(path, file, files)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
