package view_test

import (
	"bytes"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// section renders one section of a golden file.
func section(t *testing.T, name string, render func(*bytes.Buffer) error) txtar.File {
	t.Helper()
	var text bytes.Buffer
	if err := render(&text); err != nil {
		t.Fatalf("render %s: %v", name, err)
	}
	return txtar.File{Name: name, Data: text.Bytes()}
}
