package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/seed"
)

// readSources reads the files that --from names, and those of directories in the order of their names. A file that is named
// twice, by whatever path, is one.
func readSources(in io.Reader, paths []string) ([]seed.Source, error) {
	var sources []seed.Source
	var known []fs.FileInfo
	stdin := false
	for _, path := range paths {
		if path == "-" {
			if !stdin {
				data, err := io.ReadAll(in)
				if err != nil {
					return nil, unreadableSource(err)
				}
				sources = append(sources, seed.Source{Name: "stdin", Data: data})
			}
			stdin = true
			continue
		}
		files, err := manifestFiles(path)
		if err != nil {
			return nil, unreadableSource(err)
		}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil {
				return nil, unreadableSource(err)
			}
			if slices.ContainsFunc(known, func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
				continue
			}
			known = append(known, info)
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, unreadableSource(err)
			}
			sources = append(sources, seed.Source{Name: file, Data: data})
		}
	}
	return sources, nil
}

func unreadableSource(err error) error {
	return fail(exitInvalid, fault.OlderLab, "read the manifest of the older lab: %w; --from names a file, a directory, or - for standard input", err)
}

// manifestEndings are the endings that kubectl takes for manifests in a directory.
var manifestEndings = []string{".yaml", ".yml", ".json"}

// manifestFiles are the file itself, or the manifests of a directory and of those in it. Hidden ones are of other programs.
func manifestFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, fault.Wrap(fault.OlderLab, err)
	}
	var files []string
	err = filepath.WalkDir(path+string(filepath.Separator), func(file string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && filepath.Clean(file) != filepath.Clean(path)
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case !hidden && !entry.IsDir() && slices.Contains(manifestEndings, strings.ToLower(filepath.Ext(file))):
			files = append(files, filepath.Clean(file))
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fault.Errorf(fault.OlderLab, "directory %s holds no file that ends with %s", path, strings.Join(manifestEndings, ", "))
	}
	return files, err
}
