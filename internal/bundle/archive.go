package bundle

import (
	"archive/tar"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Head says what a bundle is of.
type Head struct {
	Lab     string
	Version string // of kaaslab
	Time    time.Time
}

// Name is the usual name of the archive without its end, and of the directory in it.
func (h Head) Name() string {
	return "kaaslab-" + h.Lab + "-" + h.Time.UTC().Format("20060102T150405Z")
}

// Create writes the archive into a new file that only its owner can read. It returns how many files are in it.
func (b *Bundle) Create(name string, head Head) (int, error) {
	target, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if os.IsExist(err) {
		return 0, fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; remove it, or name another file with -o", name)
	}
	if err != nil {
		return 0, fault.Errorf(fault.Output, "write the archive: %w", err)
	}
	count, err := b.Write(target, head)
	if closing := target.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(name)
		return 0, fault.Errorf(fault.Output, "write %s: %w", name, err)
	}
	return count, nil
}

// Write writes the archive, and returns how many files are in it.
func (b *Bundle) Write(to io.Writer, head Head) (int, error) {
	files := b.masked()
	files = append([]file{{"index.txt", b.index(head, files)}}, files...)
	return len(files), write(to, head, files)
}

func write(to io.Writer, head Head, files []file) error {
	packed := gzip.NewWriter(to)
	archive := tar.NewWriter(packed)
	for _, f := range files {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: path.Join(head.Name(), f.name), Mode: 0o600, Size: int64(len(f.text)), ModTime: head.Time,
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := io.WriteString(archive, f.text); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return packed.Close()
}

// index says what is in the archive and what is not.
func (b *Bundle) index(head Head, files []file) string {
	var text strings.Builder
	fmt.Fprintf(&text, "lab %q, seen by kaaslab %s at %s\n", head.Lab, head.Version, head.Time.UTC().Format(time.RFC3339))
	text.WriteString("Secrets are hidden. Look through the files all the same before you give them to others.\n\nIn this archive:\n")
	for _, f := range files {
		fmt.Fprintf(&text, "  %s (%d bytes)\n", f.name, len(f.text))
	}
	text.WriteString("\nNot in it:\n")
	gaps := b.Gaps()
	for _, gap := range gaps {
		text.WriteString("  " + strings.Join(strings.Fields(gap), " ") + "\n")
	}
	if len(gaps) == 0 {
		text.WriteString("  nothing is missing\n")
	}
	return text.String()
}
