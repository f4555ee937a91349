package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
