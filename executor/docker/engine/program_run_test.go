package engine_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// TestWhatAKilledRunHasLeftIsRemoved with its hold on the lab's volumes. What only looks like it stays: another lab's, and one of another
// name.
func TestWhatAKilledRunHasLeftIsRemoved(t *testing.T) {
	d := dockertest.Memory()
	for name, labels := range map[string]map[string]string{
		"kaaslab-demo-run-left":     {planner.LabLabel: "demo", "kaaslab.dev/script": "kaaslab-demo-run"},
		"kaaslab-demo-filler-left":  {planner.LabLabel: "demo", "kaaslab.dev/script": "kaaslab-demo-filler"},
		"kaaslab-demo-run-another":  {planner.LabLabel: "other", "kaaslab.dev/script": "kaaslab-demo-run"},
		"mine-kaaslab-demo-run-old": {planner.LabLabel: "demo", "kaaslab.dev/script": "kaaslab-demo-run"},
	} {
		d.Create(t, dockertest.Container{Name: name, Labels: labels, Stopped: true})
	}
	if err := engine.RemoveLeft(t.Context(), d, "demo"); err != nil {
		t.Fatal(err)
	}
	there, err := d.ContainerList(t.Context(), container.ListOptions{All: true})
	if err != nil {
		t.Fatal(err)
	}
	names := engine.Names(there)
	slices.Sort(names)
	if want := []string{"kaaslab-demo-run-another", "mine-kaaslab-demo-run-old"}; !slices.Equal(names, want) {
		t.Errorf("there is %v, want %v", names, want)
	}
}

var errUnread = errors.New("it cannot be read")

// TestRunTellsWhatWentWrong whether the program says it, or what it should have read could not be read.
func TestRunTellsWhatWentWrong(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d := dockertest.Memory()
	image, err := engine.NewProgram(path).MakeImage(t.Context(), d, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	err = engine.ProgramRun{Lab: "demo", Image: image, Command: []string{"volumes", "burn"}}.Do(t.Context(), d)
	if err == nil || !strings.Contains(err.Error(), `unknown command "volumes burn"`) {
		t.Errorf("it says %v", err)
	}
	half := iotest.TimeoutReader(bytes.NewReader(make([]byte, 4<<10)))
	err = engine.ProgramRun{Lab: "demo", Image: image, Command: []string{"volumes", "write"}, In: iotest.ErrReader(errUnread)}.Do(t.Context(), d)
	if !errors.Is(err, errUnread) {
		t.Errorf("it says %v", err)
	}
	err = engine.ProgramRun{Lab: "demo", Image: image, Command: []string{"volumes", "write"}, In: iotest.OneByteReader(half)}.Do(t.Context(), d)
	if !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("it says %v", err)
	}
	if left, err := d.ContainerList(context.Background(), container.ListOptions{All: true}); err != nil || len(left) > 0 {
		t.Errorf("there is %v (%v)", engine.Names(left), err)
	}
}

// TestVolumesAreWhereTheProgramLooksForThem.
func TestVolumesAreWhereTheProgramLooksForThem(t *testing.T) {
	d := dockertest.Memory()
	for i, name := range []string{"one", "two"} {
		c, err := d.ContainerCreate(t.Context(), &container.Config{Image: "any"}, &container.HostConfig{
			Mounts: []mount.Mount{{Type: mount.TypeVolume, Source: name, Target: "/data"}},
		}, nil, nil, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := engine.WriteFile(t.Context(), d, c.ID, "/data/file", []byte{byte('a' + i)}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := (engine.ProgramRun{Lab: "demo", Image: "any", Command: []string{"volumes", "read"}, Volumes: []string{"two", "one"}, Out: &out}).Do(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "volumes/0/file") || strings.Index(text, "b\x00") > strings.Index(text, "volumes/1/file") {
		t.Errorf("it reads %q", text)
	}
}
