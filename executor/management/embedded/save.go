package embedded

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"os/exec"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// StoreFile is where the program looks at its start for a store to load.
const StoreFile = "store.saved"

// Save writes into a file what the management cluster holds at one moment, whether it runs or not. The file is for its owner only.
func (h *Handler) Save(ctx context.Context, into string) error {
	path, err := h.find()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, path, "save", "--data-dir", h.dir.Embedded(), "--into", into)
	command.Dir, command.Env = "/", environment()
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		return fault.Errorf(fault.ManagementCluster, "save what the management cluster holds: %s", cmp.Or(lastLine(said.String()), err.Error()))
	}
	return nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimPrefix(lines[len(lines)-1], Program+": ")
}

// Copied are the names and the identity of a copy, and the name of the lab that it is a copy of.
type Copied struct {
	Of, As, Management string
	Identity           planner.Identity
}

// copyOrder is what the program is told, which gives the things in the store their new names and keys when it loads it.
type copyOrder struct {
	Lab      string           `json:"lab"`
	ID       string           `json:"id"`
	As       string           `json:"as"`
	Identity planner.Identity `json:"identity"`
	Ports    map[string]int   `json:"ports"`
}

// MakeCopy makes of the files of a lab that was loaded those of a copy, which has never run. Keys and ports go, so that the program
// makes others.
func MakeCopy(dir statedir.Dir, c Copied) error {
	h := &Handler{dir: dir}
	r, err := h.readRecord()
	if err != nil {
		return err
	}
	if !r.Identity.Known() {
		return fault.Errorf(fault.DamagedArchive, "lab %q has no identity, for an earlier kaaslab has made it; apply and save it with this one, or load it under its own name", c.Of)
	}
	order := copyOrder{Lab: c.Of, ID: r.Identity.ID, As: c.As, Identity: c.Identity}
	if err := h.readJSON("ports.json", &order.Ports); err != nil {
		return err
	}
	for _, secret := range []string{"pki", "kubeconfig", "simulated", "ports.json"} {
		if err := os.RemoveAll(h.path(secret)); err != nil {
			return fault.Wrap(fault.StateFiles, err)
		}
	}
	if err := h.writeJSON("copy.json", order); err != nil {
		return err
	}
	r.Name, r.Identity, r.Stopped = c.Management, c.Identity, true
	return h.writeRecord(r)
}
