package embedded

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Version is what kaaslab-embedded says about itself.
type Version struct {
	Version    string `json:"version"`
	Kubernetes string `json:"kubernetes"`
	ClusterAPI string `json:"clusterAPI"`
	// Sveltos is empty where no program that fits installs add-ons.
	Sveltos string `json:"sveltos,omitempty"`
}

// answer is what it says when it is asked.
type answer struct {
	Version
	// SveltosProblem says why the program that is there does not install add-ons.
	SveltosProblem string `json:"sveltosProblem,omitempty"`
}

// parts names what is built in, and what is beside it.
func (v Version) parts() string {
	return fmt.Sprintf("Kubernetes %s, Cluster API %s, Sveltos %s", v.Kubernetes, v.ClusterAPI, cmp.Or(v.Sveltos, "none"))
}

// record is what kaaslab writes beside the data before it starts the program, so that a process that died before it could
// say anything is known all the same.
type record struct {
	Name string `json:"name"`
	Version
	// Identity is that of the lab, which the management cluster knows too when it runs.
	Identity planner.Identity `json:"identity,omitzero"`
	// Default is the infrastructure of workload clusters whose lab file names none, as it was when the cluster was made. It is
	// empty where that was before there was a choice.
	Default spec.Infrastructure `json:"default,omitempty"`
	// Stopped says that somebody has stopped it on purpose, so that a process that is not there is no crash.
	Stopped bool `json:"stopped,omitempty"`
}

// DefaultInfrastructure is that of workload clusters whose lab file names none, in the lab of a state directory: a lab keeps the
// default that it was made with.
func DefaultInfrastructure(dir statedir.Dir) (spec.Infrastructure, error) {
	r, err := (&Handler{dir: dir}).readRecord()
	switch {
	case err != nil:
		return "", err
	case r.Name == "":
		return spec.ProviderEmbedded.Default(), nil
	}
	return cmp.Or(r.Default, spec.InfrastructureInMemory), nil
}

func (h *Handler) writeRecord(r record) error { return h.writeJSON("kaaslab.json", r) }

func (h *Handler) writeJSON(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return h.dir.WriteFile(h.path(name), append(text, '\n'), 0o600)
}

func (h *Handler) readRecord() (record, error) {
	var r record
	return r, h.readJSON("kaaslab.json", &r)
}

// Status is what the program writes about itself.
type Status struct {
	PID int `json:"pid"`
	Version
	// SveltosFailure says why the program that installs add-ons does not run, or did not until a short time ago.
	SveltosFailure string `json:"sveltosFailure,omitempty"`
	APIPort        int    `json:"apiPort"`
	StartedAt      string `json:"startedAt"`
	Phase          string `json:"phase"`
	Detail         string `json:"detail"`
}

// The phases in Status.
const (
	starting = "starting"
	ready    = "ready"
	stopping = "stopping"
)

func (h *Handler) readStatus() (Status, error) {
	var s Status
	return s, h.readJSON("status.json", &s)
}

// keptPort is the API server's port, which the program keeps over restarts.
func (h *Handler) keptPort() (int, error) {
	var ports struct {
		API int `json:"api"`
	}
	return ports.API, h.readJSON("ports.json", &ports)
}

// SveltosFailure says why add-ons are not installed for want of the program that does, and where its log is.
func (h *Handler) SveltosFailure() string {
	s, err := h.readStatus()
	if err != nil || s.SveltosFailure == "" {
		return "" // without a status the cluster does not run, which is said elsewhere
	}
	return s.SveltosFailure + " (log: " + h.SveltosLog() + ")"
}

// ChartServer is where the program serves charts from disk, which it keeps over restarts.
func (h *Handler) ChartServer() (string, error) {
	var ports struct {
		Charts int `json:"charts"`
	}
	if err := h.readJSON("ports.json", &ports); err != nil {
		return "", err
	}
	if ports.Charts == 0 {
		return "", fault.Errorf(fault.StateFiles, "%s names no port for charts, so an earlier kaaslab-embedded runs; end it (status.json beside that file has its process) and run kaaslab apply", h.path("ports.json"))
	}
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(ports.Charts)), nil
}

// readJSON leaves the value as it is when there is no file.
func (h *Handler) readJSON(name string, value any) error {
	text, err := os.ReadFile(h.path(name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	if err := json.Unmarshal(text, value); err != nil {
		return fault.Errorf(fault.StateFiles, "read %s: %w; remove it and run kaaslab again", h.path(name), err)
	}
	return nil
}
