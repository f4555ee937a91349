package statedir_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/internal/statedir"
)

// demo returns the directory of a lab in a state directory of the test's own.
func demo(t *testing.T) statedir.Dir {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", filepath.Join(t.TempDir(), "state"))
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFor(t *testing.T) {
	for _, c := range []struct{ xdg, home, lab, want, err string }{
		{xdg: "/xdg", home: "/home/me", lab: "demo", want: "/xdg/kaaslab/demo"},
		{home: "/home/me", lab: "demo", want: "/home/me/.local/state/kaaslab/demo"},
		{xdg: "relative", home: "/home/me", lab: "demo", want: "/home/me/.local/state/kaaslab/demo"},
		{xdg: "relative", lab: "demo", err: "neither XDG_STATE_HOME nor HOME is set"},
		{home: "/home/me", lab: "../other", err: `"../other" cannot be the name of a directory`},
		{home: "/home/me", lab: "..", err: "cannot be the name of a directory"},
		{home: "/home/me", lab: "", err: "cannot be the name of a directory"},
	} {
		t.Setenv("XDG_STATE_HOME", c.xdg)
		t.Setenv("HOME", c.home)
		dir, err := statedir.For(c.lab)
		if dir.Path() != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%+v: got %q, %v", c, dir.Path(), err)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/xdg")
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{dir.Lab(), dir.Embedded(), dir.Kubeconfig("one"), dir.Log()}
	want := []string{
		"demo", "/xdg/kaaslab/demo/embedded", "/xdg/kaaslab/demo/kubeconfigs/one.kubeconfig", "/xdg/kaaslab/demo/kaaslab.log",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestReadingCreatesNothing(t *testing.T) {
	dir := demo(t)
	if dir.Exists() {
		t.Error("the directory exists before anything was written")
	}
	if _, err := os.Stat(os.Getenv("XDG_STATE_HOME")); err == nil {
		t.Error("asking for the directory created it")
	}
	if err := dir.Remove(); err != nil {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := demo(t)
	path := dir.Kubeconfig("one")
	for _, content := range []string{"first, which is longer", "second"} {
		if err := dir.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); string(got) != content {
			t.Errorf("read %q (%v), want %q", got, err, content)
		}
	}
	for path, want := range map[string]fs.FileMode{
		path: 0o600, filepath.Dir(path): 0o700, dir.Path(): 0o700, filepath.Dir(dir.Path()): 0o700,
	} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v (%v), want %v", path, info.Mode(), err, want)
		}
	}
	mustContainOnly(t, filepath.Dir(path), "one.kubeconfig")
}

func mustContainOnly(t *testing.T, path string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestWriteFileIsAtomic: who has the old file open keeps the old content, for it is another file.
func TestWriteFileIsAtomic(t *testing.T) {
	dir := demo(t)
	if err := dir.WriteFile(dir.Log(), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.Open(dir.Log())
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	if err := dir.WriteFile(dir.Log(), []byte("new content"), 0o600); err != nil {
		t.Fatal(err)
	}
	content := make([]byte, 100)
	n, _ := before.Read(content)
	if string(content[:n]) != "old" {
		t.Errorf("the old file now holds %q", content[:n])
	}
}

// TestWriteFileThatFails leaves the old content and nothing else.
func TestWriteFileThatFails(t *testing.T) {
	dir := demo(t)
	blocked := dir.Kubeconfig("one")
	if err := dir.MakeDir(filepath.Join(blocked, "in the way")); err != nil {
		t.Fatal(err)
	}
	if err := dir.WriteFile(blocked, []byte("x"), 0o600); err == nil || !strings.Contains(err.Error(), blocked) {
		t.Errorf("got %v, want an error that names the file", err)
	}
	mustContainOnly(t, filepath.Dir(blocked), "one.kubeconfig")
}

func TestWriteFileStaysInside(t *testing.T) {
	dir := demo(t)
	outside := filepath.Join(dir.Path(), "..", "other", "file")
	if err := dir.WriteFile(outside, nil, 0o600); err == nil {
		t.Error("a file outside was written")
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("the file is there")
	}
}

func TestRemove(t *testing.T) {
	dir := demo(t)
	other, err := statedir.For("other")
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []statedir.Dir{dir, other} {
		if err := d.WriteFile(d.Kubeconfig("one"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Dir(outside), dir.Embedded()); err != nil {
		t.Fatal(err)
	}
	if err := dir.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(outside); err != nil {
		t.Errorf("what a link pointed to is gone: %v", err)
	}
	mustContainOnly(t, filepath.Dir(dir.Path()), "other")
	if err := other.Remove(); err != nil {
		t.Fatal(err)
	}
	mustContainOnly(t, os.Getenv("XDG_STATE_HOME"))
}

// TestErrorsNameTheDirectory: where nothing can be made, the message says where that is, and neither that somebody has removed
// it nor only what lies above it.
func TestErrorsNameTheDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(file, "nowhere"), link); err != nil {
		t.Fatal(err)
	}
	homes := []string{file, link}
	if runtime.GOOS == "linux" {
		homes = append(homes, "/proc", "/proc/self")
	}
	for _, home := range homes {
		t.Setenv("XDG_STATE_HOME", home)
		dir, err := statedir.For("demo")
		if err != nil {
			t.Fatal(err)
		}
		_, locked := dir.Lock("kaaslab apply")
		for what, err := range map[string]error{"lock": locked, "write": dir.WriteFile(dir.Kubeconfig("one"), nil, 0o600)} {
			if err == nil || !strings.Contains(err.Error(), "make directory "+filepath.Join(home, "kaaslab", "demo")) || !strings.Contains(err.Error(), "set XDG_STATE_HOME") {
				t.Errorf("%s in %s: %v", what, home, err)
			}
		}
	}
}

// TestLockThatCannotBeMadeIsNamed: the lab's own directory is there, and is none, or has something else where the lock should be.
func TestLockThatCannotBeMadeIsNamed(t *testing.T) {
	dir := demo(t)
	if err := dir.MakeDir(filepath.Join(dir.Path(), "lock")); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Lock("kaaslab apply"); err == nil || !strings.Contains(err.Error(), filepath.Join(dir.Path(), "lock")) {
		t.Errorf("got %v", err)
	}
}
