package daemon

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

const runtimePackage = "github.com/kaaslab/kaaslab/e2e/cmd/oci-runtime"

// buildRuntime compiles the runtime. Without cgo it needs no library, so it
// also starts where the daemon's environment is bare.
func buildRuntime(ctx context.Context, file string) error {
	build := exec.CommandContext(ctx, "go", "build", "-o", file, runtimePackage)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", runtimePackage, err, out)
	}
	return nil
}

// writeConfig writes daemon.json.
func (d Daemon) writeConfig() error {
	config := map[string]any{
		"data-root":       d.path("data"),
		"exec-root":       d.path("exec"),
		"pidfile":         d.pidFile(),
		"hosts":           []string{d.Host()},
		"storage-driver":  "overlay2",
		"default-runtime": "kaaslab",
		"runtimes":        map[string]any{"kaaslab": map[string]any{"path": d.path("oci-runtime")}},
		// A node's systemd takes the root of its cgroups for its own.
		"default-cgroupns-mode": "private",
		// Lowering the score needs CAP_SYS_RESOURCE.
		"oom-score-adjust": 0,
		"log-driver":       "json-file",
		"log-opts":         map[string]string{"max-size": "50m"},
		// Nodes are stopped at once when the daemon stops.
		"shutdown-timeout": 5,
	}
	text, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(d.path("daemon.json"), text, 0o600)
}
