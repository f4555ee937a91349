package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/statedir"
)

// runReal runs a command with the adapters that people have, in a directory with a lab file.
func runReal(t *testing.T, lab string, args ...string) result {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n"+lab), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	code := run(context.Background(), newProgram(strings.NewReader(""), &stdout, &stderr), args)
	return result{code, stdout.String(), stderr.String()}
}

// TestK3dOnRemoteDockerIsRefusedByPlanAndApply: before anything is asked of the daemon, which may not answer for minutes.
func TestK3dOnRemoteDockerIsRefusedByPlanAndApply(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", filepath.Join(t.TempDir(), "state"))
	for _, host := range []string{"tcp://192.0.2.1:2376", "ssh://nobody@192.0.2.1"} {
		t.Setenv("DOCKER_HOST", host)
		for _, args := range [][]string{{"plan"}, {"apply", "--yes"}} {
			got := runReal(t, "managementCluster: {provider: k3d}\n", args...)
			if got.code != exitPreflight || !strings.Contains(got.stderr, host) || !strings.Contains(got.stderr, "KL4018") {
				t.Errorf("%s %v: exit code %d\n%s%s", host, args, got.code, got.stdout, got.stderr)
			}
		}
	}
}

// TestUnknownOnDockerIsNotGone: a lab that uses Docker no more is not taken to have nothing there while the daemon is down. One
// that never had anything there plans on a machine without Docker, and says nothing of it.
func TestUnknownOnDockerIsNotGone(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "docker.sock"))
	if got := runReal(t, "", "plan"); got.code != exitDone || strings.Contains(got.stdout+got.stderr, "ocker") {
		t.Errorf("a lab without Docker: exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.NoteOnDocker("volume/kaaslab-demo", statedir.Daemon{Host: os.Getenv("DOCKER_HOST")}); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"plan"}, {"apply", "--yes"}, {"plan", "--destroy"}, {"destroy", "--yes"}} {
		got := runReal(t, "", args...)
		if got.code != exitPreflight || strings.Count(got.stderr, "volume/kaaslab-demo") != 1 || !strings.Contains(got.stderr, "[KL4001]") {
			t.Errorf("%v: exit code %d\n%s%s", args, got.code, got.stdout, got.stderr)
		}
	}
	if on, err := dir.OnDocker(); len(on) != 1 {
		t.Errorf("the note is %v (%v)", on, err)
	}
}
