package statedir

import (
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// program is the directory, within the user's state directory, that holds the labs' directories.
const program = "kaaslab"

// lockName is the lock's file. It is the last that goes when a lab's files are removed.
const lockName = "lock"

// Dir is the directory of one lab. It need not exist.
type Dir struct{ lab, path string }

// Home is the absolute path of a state directory, in which all labs have theirs. The zero value is the user's, by the XDG base
// directory specification: $XDG_STATE_HOME, or ~/.local/state.
type Home string

// For returns the directory of a lab in the user's state directory. It creates nothing.
func For(lab string) (Dir, error) { return Home("").Of(lab) }

// Of returns the directory of a lab, kaaslab/<lab> in there. It creates nothing.
func (h Home) Of(lab string) (Dir, error) {
	if err := checkName(lab); err != nil {
		return Dir{}, err
	}
	home, err := h.path()
	if err != nil {
		return Dir{}, fault.Errorf(fault.NoStateDirectory, "state directory of lab %q: %w", lab, err)
	}
	return Dir{lab: lab, path: filepath.Join(home, program, lab)}, nil
}

func (h Home) path() (string, error) {
	switch {
	case h == "":
		return stateHome()
	case !filepath.IsAbs(string(h)):
		return "", fault.Errorf(fault.NoStateDirectory, "%q is no absolute path", string(h))
	}
	return string(h), nil
}

func checkName(lab string) error {
	if lab == "" || lab == "." || lab == ".." || filepath.Base(lab) != lab {
		return fault.Errorf(fault.WrongForm, "lab name %q cannot be the name of a directory; use lower case letters, digits and -", lab)
	}
	return nil
}

// stateHome ignores relative paths, as the specification says: they would mean another directory in every shell.
func stateHome() (string, error) {
	if path := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(path) {
		return path, nil
	}
	if home := os.Getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state"), nil
	}
	return "", fault.Errorf(fault.NoStateDirectory, "neither XDG_STATE_HOME nor HOME is set to an absolute path; set one of them")
}

// Beside returns the directory of another lab in the same state directory.
func (d Dir) Beside(lab string) (Dir, error) { return Home(filepath.Dir(filepath.Dir(d.path))).Of(lab) }

// Lab returns the name of the lab.
func (d Dir) Lab() string { return d.lab }

// Path returns the directory itself.
func (d Dir) Path() string { return d.path }

// Embedded returns the directory of the embedded management cluster's data.
func (d Dir) Embedded() string { return filepath.Join(d.path, "embedded") }

// Kubeconfigs returns the directory of the kubeconfig files.
func (d Dir) Kubeconfigs() string { return filepath.Join(d.path, "kubeconfigs") }

// Kubeconfig returns the path of a cluster's kubeconfig file.
func (d Dir) Kubeconfig(cluster string) string {
	return filepath.Join(d.Kubeconfigs(), cluster+".kubeconfig")
}

// Log returns the path of kaaslab's log of the lab.
func (d Dir) Log() string { return filepath.Join(d.path, "kaaslab.log") }

// Record returns the path of the record of the lab's last run.
func (d Dir) Record() string { return filepath.Join(d.path, "events.jsonl") }

// Exists reports whether anything was ever written for the lab.
func (d Dir) Exists() bool {
	_, err := os.Lstat(d.path)
	return err == nil
}

// Remembered returns the path of what a lab is remembered by when its file is lost.
func (d Dir) Remembered() string { return filepath.Join(d.path, "lab.json") }

// Labs lists the names of the labs that have a directory there.
func (h Home) Labs() []string {
	home, err := h.path()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(home, program))
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// IsThere reports whether there is a file or directory at the path.
func IsThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
