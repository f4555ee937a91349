package engine

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Script is a few lines of shell that run on the Docker host, in a container that is gone when they end.
type Script struct {
	// Name begins the name of the container, and Lab is whose it is.
	Name, Lab string
	// Image brings /bin/sh. The lines use nothing but that and cat: images for nodes bring little else for certain.
	Image     string
	Lines     string
	Arguments []string
	// Privileged lets the lines change settings of the kernel.
	Privileged bool
}

// tidyUp is how long removing the container may take after the caller has lost patience.
const tidyUp = 20 * time.Second

// tidy removes what a run has made, also when the run was ended.
func tidy(ctx context.Context, remove func(context.Context)) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyUp)
	defer cancel()
	remove(last)
}

// Run runs the script and returns what it printed. What it says on standard error is an error.
func Run(ctx context.Context, api API, s Script) (string, error) {
	_, err := removeRuns(ctx, api, s.Lab, s.Name, func(c container.Summary) bool {
		return c.State != "running" && time.Since(time.Unix(c.Created, 0)) >= starting
	})
	if err != nil {
		return "", err
	}
	// A name of its own each time: Docker removes the last one in its own time, and keeps its name until then.
	made, err := api.ContainerCreate(ctx, s.config(), s.host(), nil, nil, randomName(s.Name))
	if err != nil {
		return "", fault.Errorf(fault.DockerRequest, "create container %s from %s: %w", s.Name, s.Image, err)
	}
	defer tidy(ctx, func(last context.Context) { _ = Remove(last, api, made.ID) }) // Docker does so when the script ends; it may not have begun
	var output bytes.Buffer
	if err := converse(ctx, api, made.ID, nil, &output); err != nil {
		return "", fault.Errorf(fault.DockerRequest, "run container %s from %s: %w", s.Name, s.Image, err)
	}
	return output.String(), nil
}

func randomName(begins string) string { return begins + "-" + strings.ToLower(rand.Text()[:8]) }

// labelScript marks the containers of scripts, with the name that theirs begin with.
const labelScript = "kaaslab.dev/script"

// starting is how long a container may take from its creation to its start. One that has not started by then never will.
const starting = time.Minute

// removeRuns removes the containers of runs of a name that were killed, and returns them: those that are done with.
func removeRuns(ctx context.Context, api API, lab, name string, done func(container.Summary) bool) (removed []container.Summary, err error) {
	all, err := Containers(ctx, api, "label", labelScript+"="+name)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if Owner(c.Labels) != lab || !strings.HasPrefix(Name(c), name+"-") || !done(c) {
			continue
		}
		if err := Remove(ctx, api, c.ID); err != nil {
			return removed, err
		}
		removed = append(removed, c)
	}
	return removed, nil
}

func (s Script) config() *container.Config {
	labels := map[string]string{planner.LabLabel: s.Lab, labelScript: s.Name}
	return &container.Config{
		Image: s.Image, Labels: labels, Entrypoint: []string{"/bin/sh", "-c"},
		Cmd: append([]string{s.Lines, "kaaslab"}, s.Arguments...), AttachStdout: true, AttachStderr: true,
	}
}

// host keeps the container from everything but the kernel.
func (s Script) host() *container.HostConfig {
	return &container.HostConfig{
		AutoRemove: true, Privileged: s.Privileged, NetworkMode: "none", ReadonlyRootfs: true,
		LogConfig: container.LogConfig{Type: "none"},
	}
}
