package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/kaaslab/kaaslab/fault"
)

// Script is a few lines of shell that run on the Docker host, in a container that is gone when they end.
type Script struct {
	// Name and Labels are those of the container.
	Name   string
	Labels map[string]string
	// Image brings /bin/sh. The lines use nothing but what is built into that.
	Image     string
	Lines     string
	Arguments []string
	// Privileged lets the lines change settings of the kernel.
	Privileged bool
}

// tidyUp is how long removing the container may take after the caller has lost patience.
const tidyUp = 20 * time.Second

// Run runs the script and returns what it printed. What it says on standard error is an error.
func Run(ctx context.Context, api API, s Script) (string, error) {
	if err := removeLast(ctx, api, s); err != nil {
		return "", err
	}
	made, err := api.ContainerCreate(ctx, s.config(), s.host(), nil, nil, s.Name)
	if err != nil {
		return "", fault.Errorf(fault.DockerRequest, "create container %s from %s: %w", s.Name, s.Image, err)
	}
	defer func() { // Docker does so when the script ends; it may not have begun
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyUp)
		defer cancel()
		_ = Remove(last, api, made.ID)
	}()
	output, err := attach(ctx, api, made.ID)
	if err != nil {
		return "", fault.Errorf(fault.DockerRequest, "run container %s from %s: %w", s.Name, s.Image, err)
	}
	return output, nil
}

// removeLast removes the container of a run that was killed before it started it.
func removeLast(ctx context.Context, api API, s Script) error {
	left, err := api.ContainerInspect(ctx, s.Name)
	switch {
	case errdefs.IsNotFound(err):
		return nil
	case err != nil:
		return fmt.Errorf("look for container %s: %w", s.Name, err)
	case Owner(left.Config.Labels) != Owner(s.Labels):
		return fault.Errorf(fault.OthersOnDocker, "container %s belongs to %s; remove it or give it another name", s.Name, Owner(left.Config.Labels))
	}
	return Remove(ctx, api, left.ID)
}

func (s Script) config() *container.Config {
	return &container.Config{
		Image: s.Image, Labels: s.Labels, Entrypoint: []string{"/bin/sh", "-c"},
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

func attach(ctx context.Context, api API, id string) (string, error) {
	stream, err := api.ContainerAttach(ctx, id, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return "", err
	}
	defer stream.Close()
	defer context.AfterFunc(ctx, stream.Close)()
	if err := api.ContainerStart(ctx, id, container.StartOptions{}); err != nil {
		return "", err
	}
	var output, complaint bytes.Buffer
	_, err = stdcopy.StdCopy(&output, &complaint, stream.Reader)
	switch text := strings.TrimSpace(complaint.String()); {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", err
	case text != "":
		return "", errors.New(text)
	}
	return output.String(), nil
}
