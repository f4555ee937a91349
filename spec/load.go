package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Load reads the lab file at path, or standard input for "-". Files that it names are found relative to its
// directory, or to the working directory for standard input; the paths of kubeconfig, repository, chart and archives of
// images come back absolute.
func Load(path string, stdin io.Reader) (*Lab, Problems, error) {
	lab, warnings, _, err := load(path, stdin)
	return lab, warnings, err
}

// NamedBy lists the files and directories that the lab file at path names and that Load reads, absolute and sorted.
func NamedBy(path string) ([]string, error) {
	_, _, named, err := load(path, nil)
	return named, err
}

func load(path string, stdin io.Reader) (*Lab, Problems, []string, error) {
	name, directory, data, err := readLab(path, stdin)
	if err != nil {
		return nil, nil, nil, err
	}
	directory, err = filepath.Abs(directory)
	if err != nil {
		return nil, nil, nil, fault.Errorf(fault.UnreadableFile, "find the directory of %s: %w", name, err)
	}
	files := &besideLab{directory: directory, opened: map[string]*os.Root{}, named: map[string]bool{}}
	defer files.close()
	lab, warnings, err := Parse(name, data, files.read)
	if err != nil {
		return nil, nil, nil, err
	}
	lab.resolvePaths(directory)
	return lab, warnings, slices.Sorted(maps.Keys(files.named)), nil
}

// besideLab reads what a lab file names.
type besideLab struct {
	directory string
	opened    map[string]*os.Root // by path: a kustomization asks for its directories again and again
	named     map[string]bool     // paths
}

func (b *besideLab) read(path string) ([]byte, error) {
	path = resolve(b.directory, path)
	b.named[path] = true
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return readFile(path, manifestLimit)
	}
	if b.opened[path] == nil {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, err
		}
		b.opened[path] = root
	}
	return nil, &Directory{Files: b.opened[path].FS()}
}

func (b *besideLab) close() {
	for _, root := range b.opened {
		_ = root.Close() // nothing was written
	}
}

// readNamed reads a file that a lab file names, or says why it cannot.
func readNamed(path string, read func(string) ([]byte, error)) (data []byte, reason string) {
	if read == nil {
		return nil, fmt.Sprintf("file %s cannot be read here", quote(path))
	}
	data, err := read(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return data, ""
}

func unreadable(path string, err error) string {
	return fmt.Sprintf("cannot read file %s: %v; paths are relative to the lab file", quote(path), fileError(err))
}

func readLab(path string, stdin io.Reader) (name, directory string, data []byte, err error) {
	if path == "-" {
		if data, err = readBounded(stdin, labLimit); err != nil {
			return "", "", nil, fault.Errorf(fault.UnreadableFile, "read the lab file from standard input: %w", err)
		}
		return "stdin", ".", data, nil
	}
	data, err = readFile(path, labLimit)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", nil, &missing{path}
	case err != nil:
		return "", "", nil, fault.Errorf(fault.UnreadableFile, "read lab file %s: %w", path, fileError(err))
	}
	return path, filepath.Dir(path), data, nil
}

// missing is a lab file that is not there.
type missing struct{ path string }

// Error says how to make one.
func (m *missing) Error() string {
	switch {
	case m.path == "":
		return "-f names no file; leave it out for lab.yaml, or name one that kaaslab init writes"
	case strings.TrimSpace(m.path) != m.path || strings.ContainsFunc(m.path, unicode.IsControl):
		return fmt.Sprintf("lab file %q does not exist; kaaslab init writes one, and -f names another", m.path)
	}
	return "lab file " + m.path + " does not exist; kaaslab init writes one, and -f names another"
}

// FaultCode implements fault.Coded.
func (*missing) FaultCode() fault.Code { return fault.NoLabFile }

// Is makes it fs.ErrNotExist for callers, without saying so a second time.
func (m *missing) Is(target error) bool { return target == fs.ErrNotExist }

func readFile(path string, most limit) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fault.Errorf(fault.UnreadableFile, "is a directory; name a file")
	}
	return readBounded(file, most)
}

// readBounded reads one byte more than is allowed, so that what is too large is seen without reading it all.
func readBounded(from io.Reader, most limit) ([]byte, error) {
	return io.ReadAll(io.LimitReader(from, int64(most.bytes)+1))
}

func resolve(directory, path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(directory, path)
}

func (l *Lab) resolvePaths(directory string) {
	m := &l.ManagementCluster
	paths := []*string{&m.Kubeconfig, &m.ClusterAPI.Repository, &m.Sveltos.Chart}
	for i := range m.ClusterAPI.Providers {
		paths = append(paths, &m.ClusterAPI.Providers[i].URL)
	}
	for i := range l.ImageArchives {
		paths = append(paths, &l.ImageArchives[i].Path)
	}
	for _, path := range paths {
		if *path != "" && !strings.Contains(*path, "://") {
			*path = resolve(directory, *path)
		}
	}
}
