package engine

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// ProgramRun is a run of a Program to its end, in a container that has volumes.
type ProgramRun struct {
	// Lab is whose the run is, and Image that of the program.
	Lab, Image string
	// Command is what the program is to do.
	Command []string
	// Volumes are the names of those that it has, at VolumePath of their index.
	Volumes []string
	// In is what it reads, and Out where it writes to. Either may be nil.
	In  io.Reader
	Out io.Writer
}

// runName begins the names of the containers of a lab's runs.
func runName(lab string) string { return "kaaslab-" + lab + "-run" }

// RemoveLeft removes the containers with volumes of a lab that were left by a kaaslab which was killed, and what they were made from: a
// lab has one run at a time.
func RemoveLeft(ctx context.Context, api API, lab string) error {
	done := func(c container.Summary) bool { return c.State != "running" || ends(ctx, api, c.ID) }
	for _, name := range []string{fillerName(lab), runName(lab)} {
		left, err := removeRuns(ctx, api, lab, name, done)
		if err != nil {
			return err
		}
		for _, c := range left {
			ForgetImage(ctx, api, c.Image)
		}
	}
	return nil
}

// ends waits for a container that runs on. One of kaaslab's own has nothing more to do soon; another, which only looks like one, stays.
func ends(ctx context.Context, api API, id string) bool {
	patient, cancel := context.WithTimeout(ctx, tidyUp)
	defer cancel()
	return ended(patient, api, id) == nil || patient.Err() == nil
}

// VolumePath is where a run has a volume.
func VolumePath(index int) string { return fmt.Sprintf("/volumes/%d", index) }

// capabilities are what it takes to read and write files of every owner and kind, with all attributes, and nothing else.
var capabilities = []string{"CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP", "SYS_ADMIN"}

// Do runs the program. What it says on standard error is the error, and so is what could not be read of In.
func (r ProgramRun) Do(ctx context.Context, api API) error {
	if err := RemoveLeft(ctx, api, r.Lab); err != nil {
		return err
	}
	name := runName(r.Lab)
	made, err := api.ContainerCreate(ctx, r.config(name), r.host(), nil, nil, randomName(name))
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "create container %s from %s: %w", name, r.Image, err)
	}
	defer tidy(ctx, func(last context.Context) { _ = Remove(last, api, made.ID) })
	if err := r.attached(ctx, api, made.ID); err != nil {
		return fault.Errorf(fault.DockerRequest, "%s in container %s: %w", strings.Join(r.Command, " "), name, err)
	}
	return nil
}

func (r ProgramRun) config(name string) *container.Config {
	return &container.Config{
		Image: r.Image, Labels: map[string]string{planner.LabLabel: r.Lab, labelScript: name},
		Entrypoint: []string{ProgramPath}, Cmd: r.Command,
		AttachStdin: r.In != nil, OpenStdin: r.In != nil, StdinOnce: r.In != nil, AttachStdout: true, AttachStderr: true,
	}
}

// host keeps the program from everything but the volumes. Labels of SELinux on what is in them are those of other containers.
func (r ProgramRun) host() *container.HostConfig {
	host := &container.HostConfig{
		NetworkMode: "none", LogConfig: container.LogConfig{Type: "none"},
		CapDrop: []string{"ALL"}, CapAdd: capabilities, SecurityOpt: []string{"no-new-privileges", "label=disable"},
	}
	for i, name := range r.Volumes {
		host.Mounts = append(host.Mounts, mount.Mount{Type: mount.TypeVolume, Source: name, Target: VolumePath(i), ReadOnly: r.In == nil})
	}
	return host
}

func (r ProgramRun) attached(ctx context.Context, api API, id string) error {
	out := r.Out
	if out == nil {
		out = io.Discard
	}
	if err := converse(ctx, api, id, r.In, out); err != nil {
		return err
	}
	return ended(ctx, api, id)
}

// ended says how the program has ended. One that was killed says nothing.
func ended(ctx context.Context, api API, id string) error {
	answer, failed := api.ContainerWait(ctx, id, container.WaitConditionNotRunning)
	select {
	case err := <-failed:
		return err
	case end := <-answer:
		if end.StatusCode != 0 {
			return fault.Errorf(fault.DockerRequest, "it ended with code %d", end.StatusCode)
		}
		return nil
	}
}
