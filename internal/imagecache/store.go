package imagecache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
)

// store is the directory of a cache: blobs/sha256/<hex> and manifests/sha256/<hex>, tags/<hash of the image's name>, and incoming/<hex>
// for blobs that are on their way. What has a name outside of incoming is whole, whenever the program or the machine ended.
type store struct{ directory string }

// tags is where it is written what tags meant last.
const tags = "tags"

// kept are the directories of what is whole.
var kept = []string{tags, "blobs/sha256", "manifests/sha256"}

// openStore makes what is missing, and throws away what was cut short.
func openStore(directory string) (store, error) {
	s := store{directory}
	if err := os.RemoveAll(s.path("incoming")); err != nil {
		return s, fmt.Errorf("throw away what was not downloaded to the end: %w; give another directory by --directory", err)
	}
	for _, sub := range append([]string{"incoming"}, kept...) {
		if err := os.MkdirAll(s.path(sub), 0o700); err != nil {
			return s, fmt.Errorf("make the directory of the cache: %w; give another directory by --directory", err)
		}
	}
	if err := atomicfile.Try(directory); err != nil {
		return s, fmt.Errorf("write to the directory %s: %w; give another one by --directory", directory, err)
	}
	return s, s.tidy()
}

// tidy removes files that atomicfile did not end.
func (s store) tidy() error {
	for _, sub := range kept {
		entries, err := os.ReadDir(s.path(sub))
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), ".") {
				err = errors.Join(err, os.Remove(s.path(sub+"/"+entry.Name())))
			}
		}
		if err != nil {
			return fmt.Errorf("look through the directory of the cache: %w", err)
		}
	}
	return nil
}

func (s store) path(name string) string { return filepath.Join(s.directory, name) }

// kept is where what has a digest is once it is whole.
func (s store) kept(kind, digest string) string {
	return s.path(kind + "/" + strings.Replace(digest, ":", "/", 1))
}

// incoming is where a blob is until then.
func (s store) incoming(digest string) string {
	return s.path("incoming/" + strings.TrimPrefix(digest, "sha256:"))
}

// free is how many bytes fit on the disk yet.
func (s store) free() (int64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(s.directory, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil //nolint:unconvert // it is another type on darwin
}

// blob opens a blob, or returns nil if it is not there.
func (s store) blob(digest string) (*os.File, error) {
	file, err := os.Open(s.kept(blobs, digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return file, err
}
