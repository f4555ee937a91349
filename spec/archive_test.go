package spec

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write what is seen into the test data, to be reviewed")

// archive is a test case in one file: sections that begin with a line such as "-- lab.yaml --".
type archive struct {
	path  string
	order []string
	parts map[string]string
}

func readArchive(t *testing.T, path string) archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := archive{path: path, parts: map[string]string{}}
	for line := range strings.Lines(string(data)) {
		name, begins := strings.CutPrefix(strings.TrimSuffix(line, " --\n"), "-- ")
		if begins && strings.HasSuffix(line, " --\n") {
			a.order = append(a.order, name)
			continue
		}
		a.parts[a.order[len(a.order)-1]] += line
	}
	return a
}

// parse parses the lab.yaml of the archive; its other parts are the files that manifests may name.
func (a archive) parse() (*Lab, Problems, error) {
	return Parse("lab.yaml", []byte(a.parts["lab.yaml"]), func(path string) ([]byte, error) {
		if text, found := a.parts[filepath.Clean(path)]; found {
			return []byte(text), nil
		}
		if files := within(a.parts, filepath.Clean(path)+"/"); len(files) > 0 {
			return nil, &Directory{files}
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	})
}

// within is the directory that files with this beginning are in.
func within(parts map[string]string, directory string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range parts {
		if inner, found := strings.CutPrefix(name, directory); found {
			files[inner] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return files
}

func (a archive) write(t *testing.T, part, text string) {
	t.Helper()
	parts := maps.Clone(a.parts)
	parts[part] = text
	var whole strings.Builder
	for _, name := range a.order {
		fmt.Fprintf(&whole, "-- %s --\n%s", name, parts[name])
	}
	if err := os.WriteFile(a.path, []byte(whole.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func eachArchive(t *testing.T, pattern string, least int, test func(t *testing.T, a archive)) {
	t.Helper()
	paths, _ := filepath.Glob(pattern)
	if len(paths) < least {
		t.Fatalf("found %d files for %s, need at least %d", len(paths), pattern, least)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { test(t, readArchive(t, path)) })
	}
}
