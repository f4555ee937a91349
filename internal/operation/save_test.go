package operation

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// TestSavedLabIsLoadedAsItWas: the same files with the same content, for their owner only, and none that tells of the other machine.
func TestSavedLabIsLoadedAsItWas(t *testing.T) {
	archive := saveOne(t)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	lab, err := NewMachine("", Options{}).Load(t.Context(), "kaaslab load", bytes.NewReader(archive), Copy{})
	if err != nil || lab != "demo" {
		t.Fatalf("loaded %q: %v", lab, err)
	}
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"embedded/store.saved": "a store", "embedded/pki/ca.key": "a key", "kubeconfigs/a.kubeconfig": "a kubeconfig"} {
		text, err := os.ReadFile(filepath.Join(dir.Path(), path))
		if err != nil || string(text) != want {
			t.Errorf("%s is %q: %v", path, text, err)
		}
		if info, err := os.Stat(filepath.Join(dir.Path(), path)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v", path, info.Mode())
		}
	}
	for _, path := range []string{"embedded/etcd/member/wal/0.wal", "embedded/lock", "embedded/status.json", "embedded/embedded.log", "expires.json", "kaaslab.log"} {
		if _, err := os.Stat(filepath.Join(dir.Path(), path)); err == nil {
			t.Errorf("%s was saved", path)
		}
	}
	if _, err := NewMachine("", Options{}).Load(t.Context(), "kaaslab load", bytes.NewReader(archive), Copy{}); fault.Of(err) != fault.LabExists {
		t.Errorf("loaded over a lab that is there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir.Path(), "embedded/pki/ca.key")); err != nil {
		t.Errorf("the lab that was there is not: %v", err)
	}
}

// TestDamagedArchiveLeavesNothingBehind: wherever it was cut off.
func TestDamagedArchiveLeavesNothingBehind(t *testing.T) {
	archive := saveOne(t)
	home := t.TempDir()
	t.Setenv("XDG_STATE_HOME", home)
	for cut := 0; cut < len(archive); cut += 7 {
		if _, err := NewMachine("", Options{}).Load(t.Context(), "kaaslab load", bytes.NewReader(archive[:cut]), Copy{}); fault.Of(err) != fault.DamagedArchive {
			t.Fatalf("cut off after %d bytes: %v", cut, err)
		}
		if left, _ := os.ReadDir(home); len(left) > 0 {
			t.Fatalf("cut off after %d bytes it leaves %v", cut, left)
		}
	}
}

// saveOne writes an archive of a lab.
func saveOne(t *testing.T) []byte {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		"embedded/etcd/member/wal/0.wal": "a log of writes", "embedded/pki/ca.key": "a key", "kubeconfigs/a.kubeconfig": "a kubeconfig",
		"embedded/lock": "17", "embedded/status.json": "{}", "embedded/embedded.log": "said", "expires.json": "{}", "kaaslab.log": "done",
	} {
		if err := dir.WriteFile(filepath.Join(dir.Path(), path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var archive bytes.Buffer
	store := filepath.Join(t.TempDir(), "store")
	if err := os.WriteFile(store, []byte("a store"), 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := archived(storePath, store)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filesOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeArchive(&archive, Archive{Lab: "demo", Files: append(files, held)}, noParts); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(archive.String(), "a key") {
		t.Error("the archive is not compressed")
	}
	return archive.Bytes()
}

// TestArchiveOfBeforeIsTold from what is none.
func TestArchiveOfBeforeIsTold(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	var before bytes.Buffer
	packed := gzip.NewWriter(&before)
	if _, err := packed.Write([]byte("an archive")); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := NewMachine("", Options{}).Load(t.Context(), "kaaslab load", &before, Copy{})
	if fault.Of(err) != fault.DamagedArchive || !strings.Contains(err.Error(), "an earlier kaaslab") {
		t.Errorf("it says %v", err)
	}
}
