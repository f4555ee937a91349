package live_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the tests got into their golden files")

// screens are snapshots of a window, by what had happened.
type screens []txtar.File

func (s *screens) add(name, screen string) {
	*s = append(*s, txtar.File{Name: name, Data: []byte(screen)})
}

func (s screens) compare(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txtar")
	got := txtar.Format(&txtar.Archive{Files: s})
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(golden), string(got)); diff != "" {
		t.Errorf("%s is not as it was (-golden +got):\n%s", path, diff)
	}
}
