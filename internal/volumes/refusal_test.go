package volumes

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNamesOfWhiteoutsAreRefused: they would come back as whiteouts.
func TestNamesOfWhiteoutsAreRefused(t *testing.T) {
	for _, name := range []string{".wh.file", ".wh..wh..opq"} {
		root, one := newRoot(t, "one")
		write(t, "mine", 0o600, one, name)
		var archive bytes.Buffer
		err := Read(root, &archive)
		if err == nil || !strings.Contains(err.Error(), filepath.Join(one, name)) || archive.Len() > 0 {
			t.Errorf("%s: %v, with %d bytes written", name, err, archive.Len())
		}
	}
}

func TestReadWithoutVolumes(t *testing.T) {
	root := t.TempDir()
	if err := Read(root, io.Discard); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a directory: %v", err)
	}
	write(t, "", 0o600, root, directory)
	if err := Read(root, io.Discard); err == nil || !strings.Contains(err.Error(), "no directory of volumes") {
		t.Errorf("with a file: %v", err)
	}
}

// full takes some bytes and no more.
type full struct{ left int }

var errFull = errors.New("the disk is full")

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestReadSaysWhatItCannotWrite(t *testing.T) {
	root, one := newRoot(t, "one")
	fill(t, one)
	if err := Read(root, &full{100_000}); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

// TestATarThatEndsTooEarlyIsRefused wherever it ends.
func TestATarThatEndsTooEarlyIsRefused(t *testing.T) {
	root, one := newRoot(t, "one")
	write(t, strings.Repeat("x", 2000), 0o600, one, "a")
	write(t, "y", 0o600, one, "b")
	archive := saved(t, root)
	for size := 0; size < len(archive); size += 256 {
		if err := Write(root, bytes.NewReader(archive[:size])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes of %d: %v", size, len(archive), err)
		}
	}
	must(t, Write(root, bytes.NewReader(archive)))
	if err := Write(root, strings.NewReader(strings.Repeat("no archive", 1000))); err == nil {
		t.Error("what is no archive was written")
	}
}

func tarOf(t *testing.T, entries ...tar.Header) io.Reader {
	t.Helper()
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, entry := range entries {
		entry.Mode, entry.Uid, entry.Gid = 0o755, os.Getuid(), os.Getgid()
		must(t, writer.WriteHeader(&entry))
		_, err := writer.Write(make([]byte, entry.Size))
		must(t, err)
	}
	must(t, writer.Close())
	return &archive
}

// TestWhatIsForElsewhereIsRefused before it is written, by any way.
func TestWhatIsForElsewhereIsRefused(t *testing.T) {
	link := tar.Header{Name: "volumes/one/link", Typeflag: tar.TypeSymlink, Linkname: "/"}
	for name, entries := range map[string][]tar.Header{
		"beside":                   {{Name: "elsewhere", Size: 3}},
		"absolute":                 {{Name: "/volumes/one/x", Size: 3}},
		"upwards":                  {{Name: "volumes/one/../../elsewhere", Size: 3}},
		"far upwards":              {{Name: "../../elsewhere", Size: 3}},
		"a similar name":           {{Name: "volumes2/one/x", Size: 3}},
		"in place of the volumes":  {{Name: "volumes", Typeflag: tar.TypeSymlink, Linkname: "elsewhere"}},
		"in no volume":             {{Name: "volumes/file", Size: 3}},
		"in place of a volume":     {{Name: "volumes/one", Typeflag: tar.TypeSymlink, Linkname: "elsewhere"}},
		"in a volume of others":    {{Name: "volumes/three/x", Size: 3}},
		"a file from elsewhere":    {{Name: "volumes/one/x", Typeflag: tar.TypeLink, Linkname: "secret"}},
		"through a link":           {link, {Name: "volumes/one/link/elsewhere", Size: 3}},
		"through a link of a link": {link, {Name: "volumes/one/2", Typeflag: tar.TypeLink, Linkname: link.Name}, {Name: "volumes/one/2/x", Size: 3}},
		"a whiteout elsewhere":     {{Name: ".wh.secret"}},
	} {
		root, _ := newRoot(t, "one")
		write(t, "secret", 0o600, root, "secret")
		err := Write(root, tarOf(t, append([]tar.Header{{Name: "volumes/one/", Typeflag: tar.TypeDir}}, entries...)...))
		if err == nil || !strings.Contains(err.Error(), "the archive has ") {
			t.Errorf("%s: %v", name, err)
		}
		if left, err := os.ReadDir(root); err != nil || len(left) != 2 {
			t.Errorf("%s: there is %v (%v)", name, left, err)
		}
		if left, err := os.ReadDir(filepath.Join(root, directory)); err != nil || len(left) != 1 || !left[0].IsDir() {
			t.Errorf("%s: there is %v of volumes (%v)", name, left, err)
		}
	}
}

// TestOnlyVolumesAreWrittenInto: what is written beside them is gone with the container.
func TestOnlyVolumesAreWrittenInto(t *testing.T) {
	root, one := newRoot(t, "one")
	kept := write(t, "kept", 0o600, one, "kept")
	must(t, os.Symlink(one, filepath.Join(root, directory, "two")))
	must(t, os.Rename(filepath.Join(root, directory, "two"), filepath.Join(root, directory, "a"))) // it is looked at first
	if err := Write(root, tarOf(t)); err == nil || !strings.Contains(err.Error(), "is no directory") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("what a link leads to was emptied: %v", err)
	}
}

// TestFilesOfOneNumberOnTwoDisksAreRefused: the library would take the one for the other.
func TestFilesOfOneNumberOnTwoDisksAreRefused(t *testing.T) {
	_, one := newRoot(t, "one")
	file, another := write(t, "x", 0o600, one, "a"), write(t, "y", 0o600, one, "c")
	must(t, os.Link(file, filepath.Join(one, "b")))
	info, err := os.Lstat(file)
	must(t, err)
	other, err := os.Lstat(another)
	must(t, err)
	s := surveyor{map[uint64]fs.FileInfo{}}
	must(t, s.sameDevice(file, info))
	must(t, s.sameDevice(file, info))
	for number := range s.links {
		s.links[number] = other
	}
	if err := s.sameDevice(file, info); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}
