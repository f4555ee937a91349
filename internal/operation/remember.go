package operation

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// Remembered is where a lab is, for a destroy whose lab file is lost. It decides nothing, and has no secrets.
type Remembered struct {
	Provider   spec.Provider `json:"provider"`
	Name       string        `json:"name"` // of the management cluster
	Kubeconfig string        `json:"kubeconfig,omitempty"`
	Context    string        `json:"context,omitempty"`
	Network    string        `json:"network,omitempty"`
	File       string        `json:"file,omitempty"`
}

// Remember notes where the lab is. A lab that was applied before it could be noted is noted by the next apply.
func (l *Lab) Remember() error {
	m := l.Spec.ManagementCluster
	now := Remembered{Provider: m.Provider, Name: m.Name, Network: l.Spec.Peering.Network, File: l.Here.File}
	if m.Provider.Given() {
		now.Kubeconfig, now.Context = m.Kubeconfig, m.Context
	}
	if before, err := Recall(l.Dir); err == nil && before == now {
		return nil
	}
	return now.write(l.Dir)
}

func (m Remembered) write(dir statedir.Dir) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	return dir.WriteFile(dir.Remembered(), append(text, '\n'), 0o600)
}

// rememberLate is for a lab that has nothing to do, and was applied before it was noted where it is.
func (l *Lab) rememberLate() error {
	if !statedir.IsThere(l.Dir.Log()) {
		return nil
	}
	if err := l.Remember(); !statedir.Unwritable(err) {
		return err
	}
	return nil
}

// Recall reads what was noted, or nothing. Who only looks for the lab goes on without it.
func Recall(dir statedir.Dir) (noted Remembered, err error) {
	text, err := os.ReadFile(dir.Remembered())
	if errors.Is(err, fs.ErrNotExist) {
		return noted, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &noted)
	}
	if err == nil && !noted.Provider.Known() {
		err = fault.Errorf(fault.DamagedRecord, "no provider %q is known", noted.Provider)
	}
	if err != nil {
		return Remembered{}, fault.Errorf(fault.StateFiles, "%s does not say it: %w", dir.Remembered(), err)
	}
	return noted, nil
}
