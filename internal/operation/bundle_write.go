package operation

import (
	"errors"
	"maps"
	"os"
	"slices"
)

// write puts the bundle beside its place, and there when it is whole. It may hold passwords that the lab file names files of.
func (b *bundling) write(file string) (int64, error) {
	var files []ArchivedFile
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		f, err := archived(name, b.files[name])
		if err != nil {
			return 0, err
		}
		files = append(files, f)
	}
	temporary := file + ".new"
	into, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temporary)
	if err := errors.Join(bundledForm.write(into, b.Spec.Name, files), into.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(temporary)
	if err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(temporary, file)
}
