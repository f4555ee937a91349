package statedir

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Daemon is a Docker daemon on which a lab has something.
type Daemon struct {
	// Host is the address at which it was reached, and ID what it calls itself.
	Host string `json:"host"`
	ID   string `json:"id,omitempty"`
}

// dockerNote names the file with what a lab has on Docker. It decides nothing where the daemon can be asked; it tells, where it
// cannot, that there is something to ask for.
const dockerNote = "docker.json"

// DockerNote returns the path of the note of what the lab has on Docker.
func (d Dir) DockerNote() string { return filepath.Join(d.path, dockerNote) }

// K3d returns the directory of the k3d cluster's kubeconfig, which is there as long as the cluster is.
func (d Dir) K3d() string { return filepath.Join(d.path, "k3d") }

// OnDocker returns what the lab made on Docker and did not remove, as far as anybody knows here, and on which daemon.
func (d Dir) OnDocker() (map[string]Daemon, error) {
	noted, err := d.readDockerNote()
	if err != nil {
		return nil, err
	}
	if len(noted) == 0 { // as an earlier version of kaaslab left it
		if _, err := os.Lstat(d.K3d()); err == nil {
			return map[string]Daemon{"a k3d cluster": {}}, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fault.Errorf(fault.StateFiles, "look for the lab's k3d cluster: %w", err)
		}
	}
	return noted, nil
}

func (d Dir) readDockerNote() (map[string]Daemon, error) {
	noted := map[string]Daemon{}
	text, err := os.ReadFile(d.DockerNote())
	if errors.Is(err, fs.ErrNotExist) {
		return noted, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &noted)
	}
	if err != nil {
		return nil, fault.Errorf(fault.StateFiles, "read %s, which says what the lab has on Docker: %w; remove it if the lab has nothing there", d.DockerNote(), err)
	}
	return noted, nil
}

// noting keeps steps that run at the same time from losing each other's notes.
var noting sync.Mutex

// NoteOnDocker notes that the lab is about to make something on Docker.
func (d Dir) NoteOnDocker(what string, on Daemon) error {
	return d.changeDockerNote(func(noted map[string]Daemon) { noted[what] = on })
}

// ForgetOnDocker notes that something is gone from Docker.
// A note that says too much does no harm, so that a full disk keeps nothing from being removed.
func (d Dir) ForgetOnDocker(what string) error {
	err := d.changeDockerNote(func(noted map[string]Daemon) { delete(noted, what) })
	if Unwritable(err) {
		return nil
	}
	return err
}

func (d Dir) changeDockerNote(change func(map[string]Daemon)) error {
	noting.Lock()
	defer noting.Unlock()
	noted, err := d.readDockerNote()
	if err != nil {
		return err
	}
	change(noted)
	if len(noted) == 0 {
		if err := os.Remove(d.DockerNote()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Errorf(fault.StateFiles, "remove a file of the lab: %w", err)
		}
		return nil
	}
	text, err := json.MarshalIndent(noted, "", "  ")
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	return d.WriteFile(d.DockerNote(), append(text, '\n'), 0o600)
}
