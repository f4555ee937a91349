package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// Name is the name of a container as people write it.
func Name(c container.Summary) string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

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

// Inspect looks at containers closely, all at once: a list says neither how a container restarts nor which image it was
// made from. One that went away meanwhile is left out.
func Inspect(ctx context.Context, api API, list []container.Summary) ([]container.InspectResponse, error) {
	found, errs := make([]container.InspectResponse, len(list)), make([]error, len(list))
	var all sync.WaitGroup
	for i, c := range list {
		all.Go(func() { found[i], errs[i] = api.ContainerInspect(ctx, c.ID) })
	}
	all.Wait()
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

// Remove removes a container, running or not, with its anonymous volumes (hazard H5). One that is not there is no error.
func Remove(ctx context.Context, api API, id string) error {
	err := api.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if err == nil || errdefs.IsNotFound(err) || errdefs.IsConflict(err) && strings.Contains(err.Error(), "in progress") {
		return nil
	}
	return fmt.Errorf("remove container %s: %w", id, err)
}
