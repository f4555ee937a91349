package operation

import (
	"archive/tar"
	"bytes"
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
	text, bundle, err := bundledForm.read(all)
	if err != nil {
		return "", err
	}
	labFile = filepath.Join(dir, bundledLab)
	switch there, err := os.ReadFile(filepath.Join(dir, bundledForm.first)); {
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

// unpackBundle writes exactly the files that the bundle announces, and puts the directory into its place when it is whole.
func unpackBundle(all *tar.Reader, bundle Archive, text []byte, dir string) (err error) {
	temporary := dir + ".new"
	if err := os.RemoveAll(temporary); err != nil { // of a run that was cut short
		return fault.Wrap(fault.Output, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	may := func(path string) bool { return path != bundledForm.first }
	err = bundledForm.unpack(all, bundle, may, func(f ArchivedFile) error {
		return unpackInto(filepath.Join(temporary, filepath.FromSlash(f.Path)), all, f)
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(temporary, bundledForm.first), text, 0o600); err != nil {
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
