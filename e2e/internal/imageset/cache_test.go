package imageset

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsThereIsNotBuiltAgain(t *testing.T) {
	c := newCache(t.TempDir())
	builds := 0
	build := func(path string) error {
		builds++
		return os.WriteFile(path, nil, 0o600)
	}
	for range 2 {
		if _, err := c.file("bin/x", build); err != nil {
			t.Fatal(err)
		}
	}
	if builds != 1 {
		t.Errorf("built %d times", builds)
	}
}

func TestAFailedBuildLeavesNothing(t *testing.T) {
	c := newCache(t.TempDir())
	failed := errors.New("no")
	_, err := c.file("bin/x", func(path string) error {
		return errors.Join(os.WriteFile(path, nil, 0o600), failed)
	})
	left, _ := filepath.Glob(filepath.Join(c.dir, "bin/*"))
	if !errors.Is(err, failed) || len(left) != 0 {
		t.Errorf("error %v, left %v", err, left)
	}
}

func TestPruneKeepsWhatThisRunUsed(t *testing.T) {
	c := newCache(t.TempDir())
	write := func(path string) error { return os.WriteFile(path, nil, 0o600) }
	kept, err := c.file("layers/kept", write)
	if err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(c.dir, "layers/stale")
	if err := errors.Join(write(stale), c.prune()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("a stale layer is kept")
	}
}

func TestKeysTellInputsApart(t *testing.T) {
	if key("ab", "c") == key("a", "bc") {
		t.Error("inputs that are split otherwise have the same key")
	}
}
