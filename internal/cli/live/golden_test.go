package live_test

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
)

// screens are snapshots of a window, by what had happened.
type screens []txtar.File

func (s *screens) add(name, screen string) {
	*s = append(*s, txtar.File{Name: name, Data: []byte(screen)})
}

func (s screens) compare(t *testing.T, name string) {
	t.Helper()
	golden.Compare(t, name, s)
}
