// Package status publishes what the process is doing in a file that the
// kaaslab command reads. Whether the process lives is told by its lock, not by
// this file.
package status

import (
	"log"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
)

// File is the name of the status in a data directory.
const File = "status.json"

// Phase is where in its life the process is.
type Phase string

// The phases. Ready is only published when every part has been proven to work.
const (
	Starting Phase = "starting"
	Ready    Phase = "ready"
	Stopping Phase = "stopping"
)

// Status is the content of the file.
type Status struct {
	PID        int    `json:"pid"`
	Version    string `json:"version"`
	Kubernetes string `json:"kubernetes"`
	ClusterAPI string `json:"clusterAPI"`
	// Sveltos is empty where the program that installs add-ons was missing.
	Sveltos string `json:"sveltos,omitempty"`
	// SveltosFailure says why that program does not run, or did not until a short time ago.
	SveltosFailure string `json:"sveltosFailure,omitempty"`
	APIPort        int    `json:"apiPort"`
	StartedAt      string `json:"startedAt"`
	Phase          Phase  `json:"phase"`
	Detail         string `json:"detail"`
}

// Reporter writes the status. It is safe for concurrent use.
type Reporter struct {
	mu    sync.Mutex
	path  string
	start time.Time
	now   Status
}

// NewReporter returns a reporter for dir; versions are filled in by the caller.
func NewReporter(dir string, initial Status) *Reporter {
	start := time.Now()
	initial.PID = os.Getpid()
	initial.StartedAt = start.UTC().Format(time.RFC3339)
	return &Reporter{path: filepath.Join(dir, File), start: start, now: initial}
}

// SetAPIPort records the API server's port for the next report.
func (r *Reporter) SetAPIPort(port int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now.APIPort = port
}

// SetSveltosFailure publishes why Sveltos does not run, or that it does.
func (r *Reporter) SetSveltosFailure(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now.SveltosFailure != reason {
		r.now.SveltosFailure = reason
		r.write()
	}
}

// Report publishes phase and detail and logs them.
func (r *Reporter) Report(phase Phase, detail string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// A late report of start-up must not hide that we are stopping.
	if r.now.Phase == Stopping && phase != Stopping {
		return
	}
	r.now.Phase, r.now.Detail = phase, detail
	log.Printf("%s after %.1fs: %s", phase, time.Since(r.start).Seconds(), detail)
	r.write()
}

// write lets no full disk end the lab, so that a failure is only logged.
func (r *Reporter) write() {
	if err := atomicfile.WriteJSON(r.path, r.now, 0o600); err != nil {
		log.Printf("cannot write %s: %v", r.path, err)
	}
}
