// Package oci writes container images: layers from files, and archives of
// images that Docker and containerd load.
//
// The same files always make the same bytes, so an image that did not change
// keeps its ID and need not be loaded again.
package oci

import (
	"archive/tar"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// Tree writes files of a layer. Parents that a layer does not name get their
// owner and mode from the layers below, or root's and 0755.
type Tree struct {
	out  *tar.Writer
	dirs map[string]bool
}

// NewTree writes to out.
func NewTree(out io.Writer) *Tree {
	return &Tree{out: tar.NewWriter(out), dirs: map[string]bool{}}
}

// Close ends the layer.
func (t *Tree) Close() error { return t.out.Close() }

// Dir adds a directory.
func (t *Tree) Dir(name string, mode fs.FileMode) error {
	name = clean(name)
	if t.dirs[name] {
		return nil
	}
	t.dirs[name] = true
	return t.header(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: tarMode(mode)})
}

// File adds a file.
func (t *Tree) File(name string, mode fs.FileMode, content []byte) error {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: clean(name), Mode: tarMode(mode), Size: int64(len(content))}
	if err := t.header(header); err != nil {
		return err
	}
	_, err := t.out.Write(content)
	return err
}

// Copy adds a file of the machine.
func (t *Tree) Copy(name string, mode fs.FileMode, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	header := &tar.Header{Typeflag: tar.TypeReg, Name: clean(name), Mode: tarMode(mode), Size: info.Size()}
	if err := t.header(header); err != nil {
		return err
	}
	_, err = io.Copy(t.out, file)
	return err
}

// Link adds a symbolic link.
func (t *Tree) Link(name, target string) error {
	return t.header(&tar.Header{Typeflag: tar.TypeSymlink, Name: clean(name), Linkname: target, Mode: 0o777})
}

// FS adds all files of a file system below a directory. Shell scripts and
// programs are told by their first bytes, since embedding loses modes.
func (t *Tree) FS(below string, files fs.FS) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if strings.HasPrefix(string(content), "#!") {
			mode = 0o755
		}
		return t.File(path.Join(below, name), mode, content)
	})
}

func (t *Tree) header(header *tar.Header) error {
	header.ModTime = time.Unix(0, 0)
	header.Format = tar.FormatPAX
	return t.out.WriteHeader(header)
}

func clean(name string) string { return strings.TrimPrefix(path.Clean(name), "/") }

func tarMode(mode fs.FileMode) int64 {
	bits := int64(mode.Perm())
	if mode&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}
