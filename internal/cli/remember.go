package cli

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// remembered is where a lab is, for a destroy whose lab file is lost. It decides nothing, and has no secrets.
type remembered struct {
	Provider   spec.Provider `json:"provider"`
	Name       string        `json:"name"` // of the management cluster
	Kubeconfig string        `json:"kubeconfig,omitempty"`
	Context    string        `json:"context,omitempty"`
	Network    string        `json:"network,omitempty"`
	File       string        `json:"file,omitempty"`
}

// remember notes where the lab is. A lab that was applied before it could be noted is noted by the next apply.
func (s *session) remember() error {
	m := s.lab.ManagementCluster
	now := remembered{Provider: m.Provider, Name: m.Name, Network: s.lab.Peering.Network, File: s.here.File}
	if m.Provider == spec.ProviderExisting {
		now.Kubeconfig, now.Context = m.Kubeconfig, m.Context
	}
	if before, err := recall(s.dir); err == nil && before == now {
		return nil
	}
	text, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	return s.dir.WriteFile(s.dir.Remembered(), append(text, '\n'), 0o600)
}

// rememberLate is for a lab that has nothing to do, and was applied before it was noted where it is.
func (s *session) rememberLate() error {
	if !exists(s.dir.Log()) {
		return nil
	}
	if err := s.remember(); !statedir.Unwritable(err) {
		return err
	}
	return nil
}

// recall reads what was noted, or nothing. Who only looks for the lab goes on without it.
func recall(dir statedir.Dir) (noted remembered, err error) {
	text, err := os.ReadFile(dir.Remembered())
	if errors.Is(err, fs.ErrNotExist) {
		return noted, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &noted)
	}
	if known := []spec.Provider{spec.ProviderEmbedded, spec.ProviderK3d, spec.ProviderExisting}; err == nil && !slices.Contains(known, noted.Provider) {
		err = fault.Errorf(fault.DamagedRecord, "no provider %q is known", noted.Provider)
	}
	if err != nil {
		return remembered{}, fault.Errorf(fault.StateFiles, "%s does not say it: %w", dir.Remembered(), err)
	}
	return noted, nil
}
