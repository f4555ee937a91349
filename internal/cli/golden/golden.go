// Package golden compares what tests got with files that people have looked at.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Update asks for what the tests got to be written, and not compared.
var Update = flag.Bool("update", false, "write what the tests got into their golden files")

// Compare holds texts, each with its name, against the sections of testdata/<name>.txtar. With -update it writes them first.
func Compare(t *testing.T, name string, got []txtar.File) {
	t.Helper()
	path := filepath.Join("testdata", name+".txtar")
	text := txtar.Format(&txtar.Archive{Files: got})
	if *Update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(golden), string(text)); diff != "" {
		t.Errorf("%s is not as it was (-golden +got):\n%s", path, diff)
	}
}
