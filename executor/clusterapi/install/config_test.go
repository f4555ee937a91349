package install

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/adrg/xdg"
	"github.com/go-logr/logr/funcr"
	clusterctllog "sigs.k8s.io/cluster-api/cmd/clusterctl/log"
)

// TestLabsTakeTurnsWithTheLibrary: two labs of one process hear only what is said about them, have the library look into their own
// directories, and leave the process as it was.
func TestLabsTakeTurnsWithTheLibrary(t *testing.T) {
	t.Setenv(configVariable, t.TempDir())
	xdg.Reload()
	users := xdg.ConfigHome
	said, program := map[string][]string{}, 0
	defer clusterctllog.SetLogger(clusterctllog.Log)
	clusterctllog.SetLogger(funcr.New(func(string, string) { program++ }, funcr.Options{}))
	lab := func(name string) (dir string, leave func()) {
		dir = filepath.Join(t.TempDir(), name)
		_, leave, err := enter(t.Context(), dir, func(text string) { said[name] = append(said[name], text) })
		if err != nil {
			t.Fatal(err)
		}
		clusterctllog.Log.Info("about " + name)
		return dir, leave
	}
	dir, leave := lab("one")
	if xdg.ConfigHome != dir {
		t.Errorf("the library of lab one looks into %s", xdg.ConfigHome)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := enter(gone, t.TempDir(), silent); err == nil {
		t.Error("two labs have their turn at once")
	}
	leave()
	if xdg.ConfigHome != users {
		t.Errorf("who asks for the user's configuration is sent to %s", xdg.ConfigHome)
	}
	clusterctllog.Log.Info("to the program")
	dir, leave = lab("two")
	if xdg.ConfigHome != dir {
		t.Errorf("the library of lab two looks into %s", xdg.ConfigHome)
	}
	leave()
	if program != 1 {
		t.Errorf("the program's own logger hears %d lines", program)
	}
	for name, lines := range said {
		if !slices.Equal(lines, []string{"about " + name}) {
			t.Errorf("lab %s hears %q", name, lines)
		}
	}
}
