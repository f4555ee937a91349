package operation

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// BundleDir is the directory of the working directory into which a bundle is unpacked: it is called like the bundle.
func BundleDir(file string) string {
	name := filepath.Base(file)
	if dir := strings.TrimSuffix(name, filepath.Ext(name)); dir != name && dir != "" {
		return dir
	}
	return name + ".lab"
}

// OpenBundle unpacks a bundle into a directory, unless it is there from before, and returns the lab file in it. A bundle that is damaged
// leaves nothing behind; another one than before is refused, for people work in that directory.
func OpenBundle(file, dir string) (labFile string, err error) {
	from, err := os.Open(file)
	if err != nil {
		return "", noLab(fault.UnreadableFile, "read bundle: %w", err)
	}
	defer from.Close()
	all := tar.NewReader(from)
	text, bundle, err := readBundle(all)
	if err != nil {
		return "", err
	}
	labFile = filepath.Join(dir, bundledLab)
	switch there, err := os.ReadFile(filepath.Join(dir, bundleContents)); {
	case err == nil && bytes.Equal(there, text):
		return labFile, nil
	case err == nil:
		return "", fault.Errorf(fault.FileExists, "%s is from another bundle; work on with -f %s, or move it away", dir, labFile)
	}
	if _, err := os.Lstat(dir); err == nil {
		return "", fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; move it away, or call the bundle otherwise", dir)
	}
	if err := unpackBundle(all, bundle, text, dir); err != nil {
		return "", err
	}
	return labFile, nil
}

func noBundle(format string, values ...any) error {
	return noLab(fault.DamagedArchive, "this is no bundle of a lab: "+format, values...)
}

func readBundle(all *tar.Reader) (text []byte, bundle Bundle, err error) {
	header, err := all.Next()
	if err != nil || header.Name != bundleContents {
		return nil, bundle, noBundle("it does not begin with %s", bundleContents)
	}
	if text, err = io.ReadAll(io.LimitReader(all, mostContents)); err == nil {
		err = json.Unmarshal(text, &bundle)
	}
	if err != nil {
		return nil, bundle, noBundle("%s: %w", bundleContents, err)
	}
	if bundle.Format != BundleFormat {
		return nil, bundle, noBundle("it has format %d, and this kaaslab reads format %d; use the kaaslab that has written it, %q", bundle.Format, BundleFormat, bundle.Version)
	}
	return text, bundle, nil
}

// unpackBundle writes exactly the files that the bundle announces, and puts the directory into its place when it is whole.
func unpackBundle(all *tar.Reader, bundle Bundle, text []byte, dir string) (err error) {
	temporary := dir + ".new"
	if err := os.RemoveAll(temporary); err != nil { // of a run that was cut short
		return fault.Wrap(fault.Output, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	for _, f := range bundle.Files {
		header, err := all.Next()
		if err != nil || header.Name != f.Path {
			return noBundle("%s is missing", f.Path)
		}
		if !filepath.IsLocal(f.Path) || filepath.ToSlash(filepath.Clean(f.Path)) != f.Path || f.Path == bundleContents {
			return noBundle("%q is no path in a directory", f.Path)
		}
		if err := unpackInto(filepath.Join(temporary, filepath.FromSlash(f.Path)), all, f); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(temporary, bundleContents), text, 0o600); err != nil {
		return fault.Wrap(fault.Output, err)
	}
	return fault.Wrap(fault.Output, os.Rename(temporary, dir))
}

func unpackInto(at string, from io.Reader, f ArchivedFile) error {
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return fault.Wrap(fault.Output, err)
	}
	switch whole, err := f.writeTo(at, from); {
	case err != nil:
		return fault.Wrap(fault.Output, err)
	case !whole:
		return noBundle("%s is not what was put into it", f.Path)
	}
	return nil
}
