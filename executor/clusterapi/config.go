package clusterapi

import (
	"fmt"
	"os"
	"sync"

	"github.com/adrg/xdg"
)

const configVariable = "XDG_CONFIG_HOME"

var diverting sync.Mutex

// divertConfig makes the library look for the user's configuration in a directory of the lab's. It makes one where there is
// none, even if it is told all that it could find there, and nobody wants an empty ~/.config from kaaslab.
//
// The package that it asks reads the environment once, so the environment is as before when this returns.
func divertConfig(dir string) error {
	diverting.Lock()
	defer diverting.Unlock()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("directory for clusterctl: %w", err)
	}
	before, isSet := os.LookupEnv(configVariable)
	if err := os.Setenv(configVariable, dir); err != nil {
		return fmt.Errorf("set %s: %w", configVariable, err)
	}
	xdg.Reload()
	if isSet {
		return os.Setenv(configVariable, before)
	}
	return os.Unsetenv(configVariable)
}
