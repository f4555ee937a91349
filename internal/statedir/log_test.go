package statedir_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kaaslab/kaaslab/internal/statedir"
)

// TestLogStartsAnewWhenItIsLong: with the old one kept, so that logs take twice the bound and no more.
func TestLogStartsAnewWhenItIsLong(t *testing.T) {
	log := filepath.Join(t.TempDir(), "kaaslab.log")
	for _, test := range []struct{ size, want int64 }{{0, 0}, {statedir.MaxLog, statedir.MaxLog}, {statedir.MaxLog + 1, 0}, {statedir.MaxLog + 2, 0}} {
		if err := os.WriteFile(log, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(log, test.size); err != nil {
			t.Fatal(err)
		}
		file, err := statedir.OpenLog(log)
		if err != nil {
			t.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil || info.Size() != test.want || info.Mode() != 0o600 {
			t.Errorf("from %d bytes: %d, mode %v: %v", test.size, info.Size(), info.Mode(), err)
		}
		file.Close()
	}
	if old, err := os.Stat(log + ".1"); err != nil || old.Size() != statedir.MaxLog+2 {
		t.Errorf("the old log is not kept: %v", err)
	}
}
