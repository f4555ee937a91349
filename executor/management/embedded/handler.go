package embedded

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say which program to run.
type Options struct {
	// Binary is the path of kaaslab-embedded. When it is empty, the program is the one that $KAASLAB_EMBEDDED names, else
	// the one beside kaaslab, else the one in $PATH.
	Binary string
	// Version is the version that the program must have. When it is empty, every version will do.
	Version string
	// Addons says that the lab has clusters on which add-ons are installed.
	Addons bool
}

// Handler handles the embedded management cluster of a lab.
type Handler struct {
	dir     statedir.Dir
	lab     *ownership.Lab
	options Options
	times   times

	mu      sync.Mutex
	process *process // the one that this handler started, if any
}

var (
	_ executor.Handler = (*Handler)(nil)
	_ executor.Stopper = (*Handler)(nil)
)

// times are how long things may take. Tests shorten them.
type times struct {
	poll     time.Duration // between two looks at the process
	probe    time.Duration // for one answer of the API server
	patience time.Duration // for an answer of one that has said that it is ready
	stop     time.Duration // for a graceful stop
}

// NewHandler returns the handler of the embedded management cluster of a lab.
func NewHandler(dir statedir.Dir, lab *ownership.Lab, options Options) *Handler {
	return &Handler{dir: dir, lab: lab, options: options, times: times{
		poll: 100 * time.Millisecond, probe: 5 * time.Second, patience: 15 * time.Second, stop: 20 * time.Second,
	}}
}

// Access is by the cluster's kubeconfig, and knows when the process has ended.
func (h *Handler) Access(m spec.ManagementCluster) kube.Options {
	return kube.Options{Kubeconfig: h.Kubeconfig(), Context: m.Name, Own: true, WrapTransport: h.Transport}
}

// Logs are those of the process and of Sveltos, as they are and as they were before they grew too large.
func (h *Handler) Logs() []string {
	return []string{h.Log(), h.Log() + ".1", h.SveltosLog(), h.SveltosLog() + ".1"}
}

// Kubeconfig returns the path of the cluster's kubeconfig, which is there once the cluster has started. Its context has
// the management cluster's name.
func (h *Handler) Kubeconfig() string { return h.path("kubeconfig") }

// Log returns the path of the process's log.
func (h *Handler) Log() string { return h.path("embedded.log") }

// SveltosLog returns the path of the log of Sveltos, which the process runs when there are add-ons to install.
func (h *Handler) SveltosLog() string { return h.path("sveltos.log") }

func (h *Handler) path(name string) string { return filepath.Join(h.dir.Embedded(), name) }

func (h *Handler) exists() (bool, error) {
	_, err := os.Stat(h.dir.Embedded())
	if os.IsNotExist(err) {
		return false, nil
	}
	return err == nil, err
}
