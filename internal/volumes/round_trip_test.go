package volumes

import (
	"bytes"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newRoot is a root with volumes below it, and returns that and the path of the first.
func newRoot(t *testing.T, volumes ...string) (root, first string) {
	t.Helper()
	root = t.TempDir()
	for _, volume := range volumes {
		must(t, os.MkdirAll(filepath.Join(root, directory, volume), 0o755))
	}
	return root, filepath.Join(root, directory, volumes[0])
}

func write(t *testing.T, text string, mode fs.FileMode, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	must(t, os.WriteFile(name, []byte(text), 0o600))
	must(t, os.Chmod(name, mode))
	return name
}

func saved(t *testing.T, root string) []byte {
	t.Helper()
	var archive bytes.Buffer
	must(t, Read(root, &archive))
	return archive.Bytes()
}

// longAgo is to the second, as times are in the tar.
var longAgo = time.Date(2019, 3, 4, 5, 6, 7, 0, time.UTC)

// fill makes what every user may make.
func fill(t *testing.T, volume string) {
	t.Helper()
	deep := filepath.Join(volume, "a directory", "für alle", "dépôt 🚀")
	must(t, os.MkdirAll(deep, 0o755))
	must(t, os.Mkdir(filepath.Join(volume, "empty"), 0o755))
	must(t, os.Chmod(filepath.Join(volume, "empty"), 0o1777))
	write(t, "first", 0o640, volume, "file")
	write(t, "", 0, volume, "nothing")
	write(t, "#!/bin/sh\n", 0o4755, deep, "setuid")
	write(t, string(bytes.Repeat([]byte("much\n"), 300_000)), 0o444, deep, "large")
	must(t, os.Link(filepath.Join(volume, "file"), filepath.Join(deep, "the same")))
	for name, target := range map[string]string{"absolute": "/etc/passwd", "relative": "../file", "dangling": "nowhere", "far": "../../../volumes/two"} {
		must(t, os.Symlink(target, filepath.Join(volume, "a directory", name)))
	}
	must(t, os.Chtimes(filepath.Join(volume, "file"), longAgo, longAgo))
	must(t, os.Chtimes(filepath.Join(volume, "a directory"), longAgo, longAgo))
}

// seen is what a test compares of a tree.
func seen(t *testing.T, top string) map[string]string {
	t.Helper()
	found := map[string]string{}
	must(t, filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		must(t, err)
		info, err := entry.Info()
		must(t, err)
		name, err := filepath.Rel(top, path)
		must(t, err)
		found[name] = info.Mode().String() + " " + info.ModTime().Truncate(time.Second).UTC().String() + " " + content(t, path, info.Mode())
		return nil
	}))
	return found
}

func content(t *testing.T, path string, mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		target, err := os.Readlink(path)
		must(t, err)
		return target
	case mode.IsRegular() && mode.Perm() != 0:
		text, err := os.ReadFile(path)
		must(t, err)
		return string(text)
	}
	return ""
}

func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, what := range want {
		if got[name] != what {
			t.Errorf("%s is %.120q, and was %.120q", name, got[name], what)
		}
	}
	if got, want := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) {
		t.Errorf("there is %q, and was %q", got, want)
	}
}

// TestWhatIsReadComesBack in place of what is there by then, also in what is a mount point.
func TestWhatIsReadComesBack(t *testing.T) {
	root, one := newRoot(t, "one", "two")
	fill(t, one)
	if os.Getuid() != 0 {
		must(t, os.Chmod(filepath.Join(one, "nothing"), 0o400)) // nobody else reads it
	}
	write(t, "not of a volume", 0o600, root, "etc")
	want := seen(t, filepath.Join(root, directory))
	archive := saved(t, root)

	other, leftover := newRoot(t, "one", "two")
	fill(t, leftover)
	must(t, os.MkdirAll(filepath.Join(leftover, "file of old", "below"), 0o700))
	write(t, "old", 0o600, leftover, ".hidden")
	must(t, os.Remove(filepath.Join(leftover, "file")))
	must(t, os.MkdirAll(filepath.Join(leftover, "file", "is a directory now"), 0o700))
	before, err := os.Stat(leftover)
	must(t, err)
	must(t, Write(other, bytes.NewReader(archive)))
	same(t, seen(t, filepath.Join(other, directory)), want)
	if after, err := os.Stat(leftover); err != nil || !os.SameFile(before, after) {
		t.Errorf("the directory of the volume is another one (%v)", err)
	}
	a, errA := os.Stat(filepath.Join(leftover, "file"))
	b, errB := os.Stat(filepath.Join(leftover, "a directory", "für alle", "dépôt 🚀", "the same"))
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		t.Errorf("two names of a file are two files (%v, %v)", errA, errB)
	}
	if _, err := os.Lstat(filepath.Join(other, "etc")); err == nil {
		t.Error("what is beside the volumes was saved")
	}
}

// TestSocketsAreLeftOut and nothing else beside them.
func TestSocketsAreLeftOut(t *testing.T) {
	t.Chdir(t.TempDir()) // the path of a socket is short
	root, one := ".", filepath.Join(directory, "one")
	must(t, os.MkdirAll(one, 0o755))
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(one, "socket"))
	must(t, err)
	defer listener.Close()
	write(t, "x", 0o600, one, "z")
	archive := saved(t, root)
	other, volume := newRoot(t, "one")
	must(t, Write(other, bytes.NewReader(archive)))
	if left, err := os.ReadDir(volume); err != nil || len(left) != 1 || left[0].Name() != "z" {
		t.Errorf("there is %v (%v)", left, err)
	}
}
