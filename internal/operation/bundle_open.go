package operation

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/spec"
)

// BundleDir is the directory of the working directory into which a bundle is unpacked: it is called like the bundle.
func BundleDir(file string) string {
	name := filepath.Base(file)
	if dir := strings.TrimSuffix(name, filepath.Ext(name)); dir != name && dir != "" {
		return dir
	}
	return name + ".lab"
}

// openedBundle is the file beside the lab file that says of which bundle they are: it has that one's index.
const openedBundle = "kaaslab-bundle.json"

// OpenBundle unpacks a bundle into a directory, unless it is there from before, and returns the lab file in it. A bundle that is damaged
// leaves nothing behind; another one than before is refused, for people work in that directory.
func OpenBundle(file, dir string) (labFile string, err error) {
	from, err := os.Open(file)
	if err != nil {
		return "", noLab(fault.UnreadableFile, "read bundle: %w", err)
	}
	defer from.Close()
	bundle, err := readBundle(from)
	if err != nil {
		return "", err
	}
	labFile = filepath.Join(dir, bundledLab)
	switch there, err := os.ReadFile(filepath.Join(dir, openedBundle)); {
	case err == nil && bytes.Equal(there, bundle.Index):
		return labFile, nil
	case err == nil:
		return "", fault.Errorf(fault.FileExists, "%s is from another bundle; work on with -f %s, or move it away", dir, labFile)
	}
	if _, err := os.Lstat(dir); err == nil {
		return "", fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; move it away, or call the bundle otherwise", dir)
	}
	if err := unpackBundle(bundle, dir); err != nil {
		return "", err
	}
	return labFile, nil
}

func noBundle(format string, values ...any) error {
	return noLab(fault.DamagedArchive, "this is no bundle of a lab: "+format, values...)
}

// orNoBundle tells what is wrong with a bundle apart from what is wrong here.
func orNoBundle(err error) error {
	if fault.Of(err) == fault.DamagedArchive {
		return noBundle("%w", err)
	}
	return fault.Wrap(fault.Output, err)
}

// readBundle reads what a bundle has.
func readBundle(from *os.File) (*imagearchive.Opened, error) {
	if first, err := tar.NewReader(from).Next(); err == nil && first.Name == openedBundle {
		return nil, noBundle("it has the form of an earlier kaaslab; write it anew with this one")
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, noLab(fault.UnreadableFile, "read bundle: %w", err)
	}
	bundle, err := imagearchive.Open(from, bundledType)
	if err != nil {
		return nil, orNoBundle(err)
	}
	if format := bundle.Artifact.Annotations[formatAnnotation]; format != strconv.Itoa(bundledFormat) {
		return nil, noBundle("it has format %q of kaaslab %q, and this one reads format %d; write it anew with this one", format, bundle.Artifact.Annotations[versionAnnotation], bundledFormat)
	}
	if !slices.ContainsFunc(bundle.Artifact.Files, func(f imagearchive.File) bool { return f.Title == bundledLab }) {
		return nil, noBundle("it has no %s", bundledLab)
	}
	return bundle, nil
}

// unpackBundle puts the directory into its place when all that the bundle has is in it.
func unpackBundle(bundle *imagearchive.Opened, dir string) (err error) {
	temporary := dir + ".new"
	if err := os.RemoveAll(temporary); err != nil { // of a run that was cut short
		return fault.Wrap(fault.Output, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	if err := unpackAll(bundle, temporary); err != nil {
		return orNoBundle(err)
	}
	if err := os.WriteFile(filepath.Join(temporary, openedBundle), bundle.Index, 0o600); err != nil {
		return fault.Wrap(fault.Output, err)
	}
	return fault.Wrap(fault.Output, os.Rename(temporary, dir))
}

func unpackAll(bundle *imagearchive.Opened, dir string) error {
	if err := unpackImages(bundle, dir); err != nil {
		return err
	}
	if err := unpackFiles(bundle, dir); err != nil {
		return err
	}
	return bundle.NothingElse()
}

// unpackImages puts the archives together that the lab file names. No file is written over them.
func unpackImages(bundle *imagearchive.Opened, dir string) error {
	for _, use := range spec.ImageUses {
		images := imagesFor(use, bundle.Images)
		if len(images) == 0 {
			continue
		}
		at := filepath.Join(dir, filepath.FromSlash(archiveFor(use)))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		if err := bundle.Pack(at, images); err != nil {
			return err
		}
	}
	return nil
}

// unpackFiles writes the lab file, and what it names. Where to is what the bundle says: nowhere but below the directory.
func unpackFiles(bundle *imagearchive.Opened, dir string) error {
	for _, f := range bundle.Artifact.Files {
		inside := filepath.FromSlash(f.Title)
		if !filepath.IsLocal(inside) || filepath.ToSlash(filepath.Clean(inside)) != f.Title || slices.Contains([]string{".", openedBundle}, f.Title) {
			return noBundle("%q is no file of a lab", f.Title)
		}
		at := filepath.Join(dir, inside)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		if err := bundle.Extract(f, at); err != nil {
			return err
		}
	}
	return nil
}
