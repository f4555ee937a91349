package cli

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/preflight"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
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

// TestLookingMakesNothing: whatever a lab runs on, commands that look make no file and no directory, not even a lock's or a
// library's.
func TestLookingMakesNothing(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "KUBECONFIG", "DOCKER_CONFIG", "DOCKER_CONTEXT"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "docker.sock"))
	labs := map[string]string{
		"embedded": "workloadClusters: [{name: a}]\naddonProfiles: [{name: p, clusterSelector: {}, helmCharts: [{repositoryURL: https://x.example.com, chart: x/x, version: 1.0.0, release: x, namespace: x}]}]\n",
		"k3d":      "managementCluster: {provider: k3d}\nworkloadClusters: [{name: a}]\n",
		"existing": "managementCluster: {provider: existing, kubeconfig: ./nowhere, context: c}\nworkloadClusters: [{name: a}]\n",
	}
	for name, lab := range labs {
		for _, args := range [][]string{
			{"validate"}, {"plan", "-o", "json"}, {"plan", "--destroy"}, {"status"}, {"status", "-o", "json"}, {"graph"}, {"explain", "managementCluster"},
			{"doctor"}, {"kubeconfig", "--path"}, {"version"}, {"schema"}, {"ui", "--print"},
		} {
			if name != "embedded" && args[0] == "plan" {
				continue // it waits a while for who does not answer, and gets no further
			}
			got := runUntilItSays(t, lab, args...)
			if made := below(t, home); len(made) > 0 {
				t.Fatalf("%s %v made %v\n%s%s", name, args, made, got.stdout, got.stderr)
			}
			if made := below(t, "."); len(made) != 1 {
				t.Fatalf("%s %v made %v\n%s%s", name, args, made, got.stdout, got.stderr)
			}
		}
	}
}

// runUntilItSays is runReal, for commands that go on until they are interrupted too.
func runUntilItSays(t *testing.T, lab string, args ...string) result {
	t.Helper()
	if args[0] != "ui" {
		return runReal(t, lab, args...)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n"+lab), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stderr strings.Builder
	code := run(ctx, newProgram(strings.NewReader(""), writer(cancel), &stderr), args)
	return result{code: code, stderr: stderr.String()}
}

// writer ends what writes to it.
type writer func()

func (w writer) Write(text []byte) (int, error) {
	w()
	return len(text), nil
}

func below(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path != dir {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestLookingAsksDockerForNothingNew: not for a container, which could tell more of another kernel, and not for an image.
func TestLookingAsksDockerForNothingNew(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	lab, _, err := spec.Parse("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nhost: {sysctl: {fs.inotify.max_user_watches: 99}}\nmanagementCluster: {provider: k3d, name: m}\nworkloadClusters: [{name: a}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := dockertest.Memory()
	d.HostInfo.KernelVersion = "of another machine"
	api := &writingCalls{API: d.API}
	daemon := engine.Of(api, "tcp://127.0.0.1:2375").Remembering(dir)
	handlers := docker.New(daemon, ownership.New(lab.Name, planner.Identity{}), engine.NewProgram(""))
	handlers[planner.KindManagementCluster] = k3d.NewHandler(dir, ownership.New(lab.Name, planner.Identity{}), daemon)
	handlers[planner.KindSysctl] = host.NewSysctls(lab, daemon)
	var all []planner.Observed
	for kind, handler := range handlers {
		observed, err := handler.Observe(t.Context(), planner.Want(lab))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		all = append(all, observed...)
		if proposer, chooses := handler.(executor.Proposer); chooses {
			if _, err := proposer.Propose(t.Context(), lab); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
	plan, err := planner.Compute(lab, planner.NewState(all...))
	if err != nil {
		t.Fatal(err)
	}
	executor.Preflight(t.Context(), plan, handlers)
	preflight.New(daemon, dir).Inspect(t.Context(), executor.Question{Lab: lab, Fresh: true})
	if len(api.calls) > 0 {
		t.Errorf("to look, Docker was asked for %v", api.calls)
	}
	if dir.Exists() {
		t.Error("to look, the lab's directory was made")
	}
}

// written notes what is asked of a daemon that makes or changes something.
type writingCalls struct {
	engine.API
	calls []string
}

func (w *writingCalls) ContainerCreate(context.Context, *container.Config, *container.HostConfig, *network.NetworkingConfig, *ocispec.Platform, string) (container.CreateResponse, error) {
	w.calls = append(w.calls, "a container")
	return container.CreateResponse{}, fs.ErrPermission
}

func (w *writingCalls) ContainerExecCreate(context.Context, string, container.ExecOptions) (container.ExecCreateResponse, error) {
	w.calls = append(w.calls, "a process")
	return container.ExecCreateResponse{}, fs.ErrPermission
}

func (w *writingCalls) ImagePull(context.Context, string, image.PullOptions) (io.ReadCloser, error) {
	w.calls = append(w.calls, "an image")
	return nil, fs.ErrPermission
}

func (w *writingCalls) NetworkCreate(context.Context, string, network.CreateOptions) (network.CreateResponse, error) {
	w.calls = append(w.calls, "a network")
	return network.CreateResponse{}, fs.ErrPermission
}

func (w *writingCalls) VolumeCreate(context.Context, volume.CreateOptions) (volume.Volume, error) {
	w.calls = append(w.calls, "a volume")
	return volume.Volume{}, fs.ErrPermission
}
