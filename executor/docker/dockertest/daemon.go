package dockertest

import (
	"os"
	"testing"

	"github.com/docker/docker/api/types/system"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// Variable names the real daemon that tests may use. They never take the one that the user's environment names.
const Variable = "KAASLAB_DOCKER_HOST"

// Daemon is a Docker daemon under test.
type Daemon struct {
	*engine.Engine
	engine.API
	// Create makes a container that does nothing, and starts it unless it is to be stopped.
	Create func(t *testing.T, c Container)
	// Idle returns the image of a program that does nothing.
	Idle func(t *testing.T) string
	// NoImage takes an image away until it is pulled, from a daemon in memory.
	NoImage func(ref string)
	// Architecture of images, by name, on a daemon in memory.
	Architecture map[string]string
	// HostInfo is what a daemon in memory says about its machine.
	HostInfo *system.Info
	// Ran lists the containers that a daemon in memory has run scripts in.
	Ran func() []Ran
	// Stop stops a container as `docker stop` does.
	Stop func(t *testing.T, name string)
	// Real says that things are really there, and that names have to be the test's own.
	Real bool
}

// Container is a container that a test asks for.
type Container struct {
	Name    string
	Labels  map[string]string
	Network string
	Address string            // fixed, if there is one
	Volume  string            // name:path
	Env     []string          // name=value
	Publish string            // a port, such as 6443/tcp, at a random port of the host
	Image   string            // of one that does not run for real
	Port    string            // at which it says that it publishes, likewise
	Files   map[string]string // content by path
	Stopped bool
}

// Each runs a test with the daemon in memory, and with a real one if there is one for tests.
func Each(t *testing.T, run func(t *testing.T, d *Daemon)) {
	t.Run("memory", func(t *testing.T) { run(t, Memory()) })
	t.Run("real", func(t *testing.T) { run(t, Real(t)) })
}

// Host returns the address of the real daemon, or skips the test.
func Host(t *testing.T) string {
	host := os.Getenv(Variable)
	if host == "" {
		t.Skipf("set %s to the address of a Docker daemon to run this test on it", Variable)
	}
	return host
}
