package view_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the tests got into their golden files")

// compareGolden compares texts, by name, with the sections of a txtar file.
func compareGolden(t *testing.T, name string, got []txtar.File) {
	t.Helper()
	path := filepath.Join("testdata", name+".txtar")
	archive := &txtar.Archive{Files: got}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(golden), string(txtar.Format(archive))); diff != "" {
		t.Errorf("%s is not as it was (-golden +got):\n%s", path, diff)
	}
}

// section renders one section of a golden file.
func section(t *testing.T, name string, render func(*bytes.Buffer) error) txtar.File {
	t.Helper()
	var text bytes.Buffer
	if err := render(&text); err != nil {
		t.Fatalf("render %s: %v", name, err)
	}
	return txtar.File{Name: name, Data: text.Bytes()}
}
