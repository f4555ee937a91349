package handlertest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	handler  = regexp.MustCompile(`\bexecutor\.Handler\s*=\s*\(\*\w+\)\(nil\)`)
	contract = regexp.MustCompile(`\bhandlertest\.Run\(`)
)

// TestEveryAdapterPassesTheContract: a package with as many handlers as it likes runs the contract for each.
func TestEveryAdapterPassesTheContract(t *testing.T) {
	handlers, runs := map[string]int{}, map[string]int{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.HasSuffix(path, "_test.go") {
			runs[filepath.Dir(path)] += len(contract.FindAll(text, -1))
		} else {
			handlers[filepath.Dir(path)] += len(handler.FindAll(text, -1))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for folder, count := range handlers {
		if found += count; runs[folder] < count {
			t.Errorf("%s has %d handlers and runs the contract %d times", folder, count, runs[folder])
		}
	}
	if found < 15 {
		t.Errorf("found only %d handlers: the test proves nothing", found)
	}
}
