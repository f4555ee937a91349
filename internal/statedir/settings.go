package statedir

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// settings are the kernel settings that an apply has found or left on a Docker host whose kernel takes a container to look at.
type settings struct {
	On     Daemon           `json:"on"`
	Values map[string]int64 `json:"values"`
}

func (d Dir) settingsPath() string { return filepath.Join(d.path, "sysctls.json") }

// Settings returns what the last apply knew of the kernel of a Docker daemon. Of one that it never saw, nothing is known.
func (d Dir) Settings(of Daemon) map[string]int64 {
	var known settings
	text, err := os.ReadFile(d.settingsPath())
	if err != nil || json.Unmarshal(text, &known) != nil || known.On != of {
		return nil // the next apply looks
	}
	return known.Values
}

// NoteSetting notes what an apply has found or left.
func (d Dir) NoteSetting(of Daemon, key string, value int64) error {
	noting.Lock()
	defer noting.Unlock()
	values := d.Settings(of)
	if values == nil {
		values = map[string]int64{}
	}
	values[key] = value
	text, err := json.Marshal(settings{of, values})
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	return d.WriteFile(d.settingsPath(), append(text, '\n'), 0o600)
}
