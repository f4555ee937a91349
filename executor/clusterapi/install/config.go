package install

import (
	"context"
	"fmt"
	"os"

	"github.com/adrg/xdg"

	"github.com/kaaslab/kaaslab/executor"
)

const configVariable = "XDG_CONFIG_HOME"

// turn is that of the lab whose calls the library answers: it has one logger for the whole process, and asks a package that
// has read the environment once where the user's configuration is. Two labs of one process take turns.
var turn = make(chan struct{}, 1)

// enter waits for the lab's turn, which lasts until leave is called; the library is called with the context that is returned. What it says goes to the report. It looks for the
// user's configuration in a directory of the lab's: it makes one where there is none, even if it is told all that it could find
// there, and nobody wants an empty ~/.config from kaaslab.
func enter(ctx context.Context, dir string, report executor.Report) (within context.Context, leave func(), err error) {
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	if err := divertConfig(dir); err != nil {
		<-turn
		return nil, nil, err
	}
	stop := listen(report)
	return quiet(ctx), func() { stop(); xdg.Reload(); <-turn }, nil
}

// divertConfig lets the package that the library asks read another environment. That is as before when this returns.
func divertConfig(dir string) error {
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
