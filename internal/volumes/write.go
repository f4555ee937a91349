package volumes

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	archive "github.com/moby/go-archive"
)

// Write empties the volumes, whose directories stay since they are mounted there, and fills them from a tar that Read has written. A tar
// that has anything for elsewhere is refused when that comes, before it is written; what came before it is in the volumes then, and a tar
// that ends too early leaves them half full.
func Write(root string, from io.Reader) error {
	names, err := empty(filepath.Join(root, directory))
	if err != nil {
		return fmt.Errorf("empty the volumes: %w", err)
	}
	read, write := io.Pipe()
	go func() { write.CloseWithError(newGate(names, write).pass(from)) }()
	err = heed(func() error {
		return archive.UntarUncompressed(read, root, &archive.TarOptions{WhiteoutFormat: archive.OverlayWhiteoutFormat})
	})
	if err != nil {
		read.CloseWithError(err)
		return fmt.Errorf("write the volumes: %w", err)
	}
	return nil
}

// empty removes what is in the directories below a directory, and returns their names.
func empty(top string) (map[string]bool, error) {
	volumes, err := os.ReadDir(top)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, volume := range volumes {
		path := filepath.Join(top, volume.Name())
		if !volume.IsDir() {
			return nil, fmt.Errorf("%s is no directory; have nothing but volumes there", path)
		}
		if err := emptyOne(path); err != nil {
			return nil, err
		}
		names[volume.Name()] = true
	}
	return names, nil
}

// emptyOne removes as much as it can.
func emptyOne(volume string) error {
	entries, err := os.ReadDir(volume)
	for _, entry := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(volume, entry.Name())))
	}
	return err
}
