package engine

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHazardH26DaemonIsChecked: each way in which a daemon can be of no use is said with what to do about it.
func TestHazardH26DaemonIsChecked(t *testing.T) {
	for name, c := range map[string]struct{ version, os, want string }{
		"too old":            {"1.40", "linux", "update Docker to 20.10 or newer"},
		"windows containers": {"1.51", "windows", "switch Docker Desktop to Linux containers"},
		"good":               {"1.44", "linux", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("API-Version", c.version)
				w.Header().Set("OSType", c.os)
			}))
			defer server.Close()
			_, err := At("tcp://" + server.Listener.Addr().String()).API(t.Context())
			checkError(t, err, c.want)
		})
	}
}

// TestHazardH09NoDaemonIsNoEmptyOne: a daemon that is not there is an error, not one without clusters.
func TestHazardH09NoDaemonIsNoEmptyOne(t *testing.T) {
	_, err := At("unix://" + filepath.Join(t.TempDir(), "docker.sock")).API(t.Context())
	checkError(t, err, "start Docker, or say where it is")
}

func TestSocketNotPermitted(t *testing.T) {
	err := unreachable(Endpoint{Host: "unix:///var/run/docker.sock"}, os.ErrPermission)
	checkError(t, err, "usermod -aG docker")
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}
