package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWriteReplacesAsAWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, content := range []string{"old", "new and longer"} {
		if err := Write(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if is, err := os.ReadFile(path); string(is) != content {
			t.Errorf("the file has %q (%v)", is, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("the file is %v (%v)", info, err)
	}
}

func TestFileThatCannotBePreparedLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := Write(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("not the owner")
	err := Prepared(path, []byte("new"), func(file *os.File) error {
		if info, err := file.Stat(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("before it is prepared it is %v (%v)", info.Mode(), err)
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Error(err)
	}
	if is, _ := os.ReadFile(path); string(is) != "old" {
		t.Errorf("the file has %q", is)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}

func TestErrorSaysThatTheDirectoryIsNotThere(t *testing.T) {
	if err := Write(filepath.Join(t.TempDir(), "none", "file"), nil, 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
