package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const conformance = "seed-conformance.md"

var (
	row      = regexp.MustCompile(`(?m)^\| ([A-Z][0-9]+) \|(.*)$`)
	quoted   = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^([a-z0-9/_-]+)\.(Test[A-Za-z0-9]+)$`)
)

// TestEveryStepAndHazardHasARow: nothing that the scripts did, and nothing that went wrong with it, is passed over.
func TestEveryStepAndHazardHasARow(t *testing.T) {
	rows := readRows(t, conformance)
	for letter, last := range map[string]int{"S": 27, "H": 44} {
		for i := 1; i <= last; i++ {
			if number := fmt.Sprintf("%s%d", letter, i); rows[number] == "" {
				t.Errorf("%s has no row for %s", conformance, number)
			}
		}
	}
}

// TestNamedTestsExist: a row names a test that is there, or says that there is none.
func TestNamedTestsExist(t *testing.T) {
	checkNamedTests(t, conformance)
}

// checkNamedTests reads a page with a table whose rows each name what proves them.
func checkNamedTests(t *testing.T, page string) {
	t.Helper()
	for number, text := range readRows(t, page) {
		named := 0
		for _, name := range quoted.FindAllStringSubmatch(text, -1) {
			if isTest, found := findTest(t, name[1]); isTest {
				named++
				if !found {
					t.Errorf("%s, %s: %s is not there", page, number, name[1])
				}
			}
		}
		honest := strings.Contains(text, "not tested yet") || strings.Contains(text, "cannot be tested here: ")
		if named == 0 && !honest {
			t.Errorf("%s, %s names no test; if there is none, say \"not tested yet\" or \"cannot be tested here: why\"", page, number)
		}
	}
}

func readRows(t *testing.T, page string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, found := range row.FindAllStringSubmatch(string(text), -1) {
		if rows[found[1]] != "" {
			t.Errorf("%s has two rows %s", page, found[1])
		}
		rows[found[1]] = found[2]
	}
	return rows
}

// findTest knows tests as folder.TestName and as a path of a txtar file, from the root of the repository.
func findTest(t *testing.T, name string) (isTest, found bool) {
	t.Helper()
	if strings.HasSuffix(name, ".txtar") {
		_, err := os.Stat(filepath.Join("..", name))
		return true, err == nil
	}
	parts := testName.FindStringSubmatch(name)
	if parts == nil {
		return false, false
	}
	files, _ := filepath.Glob(filepath.Join("..", parts[1], "*_test.go"))
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "\nfunc "+parts[2]+"(") {
			return true, true
		}
	}
	return true, false
}
