package k3d

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// TestLabsDoNotMeetInK3d: the library finds the daemon of the lab that calls it, also while another lab calls it, and leaves the
// environment and the logger of the process as they were.
func TestLabsDoNotMeetInK3d(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///users.sock")
	level := logrus.GetLevel()
	defer logrus.SetLevel(level)
	before := os.Environ()
	var labs sync.WaitGroup
	for _, host := range []string{"unix:///one.sock", "unix:///two.sock", "unix:///three.sock"} {
		labs.Go(func() {
			f := &fenced{engine: engine.Of(nil, host)}
			for range 50 {
				if err := f.inside(func(string) {}, func() error {
					logrus.SetLevel(logrus.TraceLevel)
					if found := os.Getenv("DOCKER_HOST"); found != host {
						t.Errorf("the lab on %s reaches %s", host, found)
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 50 {
		if users, err := engine.Resolve(); err != nil || users.Host != "unix:///users.sock" {
			t.Errorf("another lab finds %+v, %v", users, err)
		}
	}
	labs.Wait()
	after := os.Environ()
	slices.Sort(before)
	if slices.Sort(after); !slices.Equal(before, after) || logrus.GetLevel() != level {
		t.Errorf("the level of the logger is %s, and the environment\n%s", logrus.GetLevel(), strings.Join(after, "\n"))
	}
}
