package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLogOfARunningLabIsBounded: what was said last stays readable, and the
// open file goes on at the beginning.
func TestLogOfARunningLabIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), logFile)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for range 100 {
		if _, err := file.WriteString(strings.Repeat("x", 99) + "\n"); err != nil {
			t.Fatal(err)
		}
		if err := rotate(path, file, 1000); err != nil {
			t.Fatal(err)
		}
	}
	for name, most := range map[string]int64{path: 1000, path + oldLogSuffix: 1100} {
		info, err := os.Stat(name)
		if err != nil || info.Size() > most || info.Mode() != 0o600 {
			t.Errorf("%s has more than %d bytes: %v %v", name, most, info, err)
		}
	}
	other := filepath.Join(t.TempDir(), logFile)
	if err := os.WriteFile(other, make([]byte, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := rotate(other, file, 1000); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(other); info.Size() != 2000 {
		t.Error("a file that is not the log was emptied")
	}
}
