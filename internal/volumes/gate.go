package volumes

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// gate passes a tar on, each entry when it is known that it belongs into a volume. It reads what it passes as the one behind it does.
type gate struct {
	volumes  map[string]bool // by name
	into     io.Writer
	held     bytes.Buffer // what was read and is not passed on yet
	open     bool
	symlinks map[string]bool // so far: nothing may be written through one
}

func newGate(volumes map[string]bool, into io.Writer) *gate {
	return &gate{volumes: volumes, into: into, symlinks: map[string]bool{}}
}

// Write implements io.Writer for what was read of the tar.
func (g *gate) Write(read []byte) (int, error) {
	if g.open {
		return g.into.Write(read)
	}
	return g.held.Write(read)
}

// pass passes a whole tar.
func (g *gate) pass(from io.Reader) error {
	err := g.passEntries(from)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the archive ends too early: %w; take a complete one", err)
	}
	return err
}

func (g *gate) passEntries(from io.Reader) error {
	entries, buffer := tar.NewReader(io.TeeReader(from, g)), make([]byte, 256<<10)
	for {
		header, err := entries.Next()
		switch {
		case errors.Is(err, io.EOF):
			return g.end()
		case err != nil:
			return err
		}
		if err := g.judge(header); err != nil {
			return err
		}
		if err := g.release(); err != nil {
			return err
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, entries, buffer); err != nil {
			return err
		}
		g.open = false
	}
}

// endMark is at the end of each tar, and no padding is as long.
var endMark = make([]byte, 1024)

// end is because a tar that was cut off between two entries looks complete otherwise.
func (g *gate) end() error {
	if !bytes.HasSuffix(g.held.Bytes(), endMark) {
		return io.ErrUnexpectedEOF
	}
	return g.release()
}

// release passes on what was held, and what comes until it is closed again.
func (g *gate) release() error {
	g.open = true
	_, err := g.held.WriteTo(g.into)
	return err
}

func (g *gate) judge(header *tar.Header) error {
	name := path.Clean(header.Name)
	if err := g.belongs(name, header.Typeflag == tar.TypeDir); err != nil {
		return err
	}
	switch header.Typeflag {
	case tar.TypeLink:
		linked := path.Clean(header.Linkname)
		g.symlinks[name] = g.symlinks[linked] // another name of the same one
		return g.belongs(linked, false)
	case tar.TypeSymlink:
		g.symlinks[name] = true
	}
	return nil
}

// belongs reports what is wrong with a place in the tar. Directories may be volumes themselves, and what is above them.
func (g *gate) belongs(name string, isDirectory bool) error {
	rest, below := strings.CutPrefix(name+"/", directory+"/")
	volume, inside, _ := strings.Cut(rest, "/")
	switch {
	case below && isDirectory && volume == "":
		return nil
	case !below || volume == "":
		return fmt.Errorf("the archive has %q, which is not below %s/; take one that kaaslab has made", name, directory)
	case !g.volumes[volume]:
		return fmt.Errorf("the archive has %q, and there is no volume %s; take the archive of this lab", name, volume)
	case inside == "" && !isDirectory:
		return fmt.Errorf("the archive has %q, which is no directory; take one that kaaslab has made", name)
	}
	return g.through(name)
}

func (g *gate) through(name string) error {
	for above := path.Dir(name); above != "."; above = path.Dir(above) {
		if g.symlinks[above] {
			return fmt.Errorf("the archive has %q below %q, which it has as a symbolic link; take one that kaaslab has made", name, above)
		}
	}
	return nil
}
