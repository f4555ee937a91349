package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"golang.org/x/sync/errgroup"
)

// Name is the name of a container as people write it.
func Name(c container.Summary) string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

// NameOf is the name of a container that was looked at closely.
func NameOf(c container.InspectResponse) string { return strings.TrimPrefix(c.Name, "/") }

// Containers lists containers, stopped ones too, by a filter such as "label", "network" or "volume". They are sorted by
// name.
func Containers(ctx context.Context, api API, key, value string) ([]container.Summary, error) {
	list, err := api.ContainerList(ctx, container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg(key, value))})
	if err != nil {
		return nil, fmt.Errorf("list containers with %s %s: %w", key, value, err)
	}
	slices.SortFunc(list, func(a, b container.Summary) int { return strings.Compare(Name(a), Name(b)) })
	return list, nil
}

// FindContainer returns the container of a name, or nil. Docker takes a part of a name as well.
func FindContainer(ctx context.Context, api API, name string) (*container.Summary, error) {
	list, err := Containers(ctx, api, "name", name)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if Name(c) == name {
			return &c, nil
		}
	}
	return nil, nil
}

// atOnce bounds how many requests of one kind the daemon gets at the same time: it has a thread and a file for each.
const atOnce = 8

// Each does something with each of n things, several at the same time, and returns when all is done.
func Each(n int, do func(i int)) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	for i := range n {
		all.Go(func() error { do(i); return nil })
	}
	_ = all.Wait() // who does it keeps the errors
}

// Inspect looks at containers closely, some at once: a list says neither how a container restarts nor which image it was
// made from. One that went away meanwhile is left out.
func Inspect(ctx context.Context, api API, list []container.Summary) ([]container.InspectResponse, error) {
	found, errs := make([]container.InspectResponse, len(list)), make([]error, len(list))
	Each(len(list), func(i int) { found[i], errs[i] = api.ContainerInspect(ctx, list[i].ID) })
	var there []container.InspectResponse
	for i, err := range errs {
		switch {
		case err == nil:
			there = append(there, found[i])
		case !errdefs.IsNotFound(err):
			return nil, fmt.Errorf("look at container %s: %w", Name(list[i]), err)
		}
	}
	return there, nil
}

// Stop stops containers that run, some at once, and waits until they have ended: each gets the time that it was made with. One
// that went away meanwhile is no error.
func Stop(ctx context.Context, api API, list []container.InspectResponse, report func(string)) error {
	errs := make([]error, len(list))
	Each(len(list), func(i int) {
		name := NameOf(list[i])
		if list[i].State != nil && !list[i].State.Running {
			return
		}
		report("stopping " + name)
		if err := api.ContainerStop(ctx, list[i].ID, container.StopOptions{}); err != nil && !errdefs.IsNotFound(err) {
			errs[i] = fmt.Errorf("stop container %s: %w", name, err)
		}
	})
	return errors.Join(errs...)
}

// Remove removes a container, running or not, with its anonymous volumes (hazard H5). One that is not there is no error.
func Remove(ctx context.Context, api API, id string) error {
	err := api.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if err == nil || errdefs.IsNotFound(err) || errdefs.IsConflict(err) && strings.Contains(err.Error(), "in progress") {
		return nil
	}
	return fmt.Errorf("remove container %s: %w", id, err)
}
