package volumes

import (
	"fmt"
	"io"

	archive "github.com/moby/go-archive"
	"github.com/moby/go-archive/compression"
)

// directory is where the volumes are, below the root, and what all names in the tar begin with.
const directory = "volumes"

// Read writes a tar of all that is below the directory of volumes. What cannot be kept in one is found before anything is written.
func Read(root string, into io.Writer) error {
	if err := survey(root); err != nil {
		return err
	}
	tarballer, err := archive.NewTarballer(root, &archive.TarOptions{
		IncludeFiles: []string{directory}, WhiteoutFormat: archive.OverlayWhiteoutFormat, Compression: compression.None,
	})
	if err != nil {
		return err
	}
	if err := heed(func() error { return copyAll(tarballer, into) }); err != nil {
		return fmt.Errorf("read the volumes: %w", err)
	}
	return nil
}

// copyAll waits for the end of both: what the one could not read it tells until it has ended.
func copyAll(from *archive.Tarballer, into io.Writer) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		from.Do()
	}()
	_, err := io.Copy(into, from.Reader())
	from.Reader().Close()
	<-done
	return err
}
