package backup

import (
	"archive/tar"
	"cmp"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// writeLayer writes what a container has changed of its image, outside of what is mounted. Docker can tell the names of that, and
// hand out all files of the container; a file of the image that was removed comes back with the container.
func (c Container) writeLayer(ctx context.Context, api engine.API, into io.Writer) error {
	changes, err := api.ContainerDiff(ctx, c.id)
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "look what container %s has written: %w", c.Name, err)
	}
	mounted, err := c.mountPoints(ctx, api)
	if err != nil {
		return err
	}
	changed := map[string]bool{}
	for _, change := range changes {
		if change.Kind != container.ChangeDelete && !isBelow(change.Path, mounted) {
			changed[change.Path] = true
		}
	}
	all := io.NopCloser(io.Reader(strings.NewReader("")))
	if len(changed) > 0 {
		if all, err = api.ContainerExport(ctx, c.id); err != nil {
			return fault.Errorf(fault.DockerRequest, "read the files of container %s: %w", c.Name, err)
		}
	}
	defer all.Close()
	if err := copyThose(changed, all, into); err != nil {
		return fault.Errorf(fault.DockerRequest, "read the files of container %s: %w", c.Name, err)
	}
	return nil
}

// mountPoints are where something else is than what the container has written. Images have links on the way to them, such as from /lib.
func (c Container) mountPoints(ctx context.Context, api engine.API) ([]string, error) {
	links, points := map[string]string{}, make([]string, len(c.mounts))
	for i, mounted := range c.mounts {
		parts := strings.Split(strings.Trim(mounted, "/"), "/")
		for _, part := range parts[:len(parts)-1] {
			above := path.Join("/", points[i], part)
			if _, known := links[above]; !known {
				there, err := api.ContainerStatPath(ctx, c.id, above)
				if err != nil && !errdefs.IsNotFound(err) {
					return nil, fault.Errorf(fault.DockerRequest, "look at %s of container %s: %w", above, c.Name, err)
				}
				links[above] = cmp.Or(there.LinkTarget, above)
			}
			points[i] = links[above]
		}
		points[i] = path.Join("/", points[i], parts[len(parts)-1])
	}
	return points, nil
}

func isBelow(file string, points []string) bool {
	return slices.ContainsFunc(points, func(point string) bool { return file == point || strings.HasPrefix(file, point+"/") })
}

// copyThose copies the entries of an archive that have these paths.
func copyThose(paths map[string]bool, from io.Reader, into io.Writer) error {
	files, kept := tar.NewReader(from), tar.NewWriter(into)
	for len(paths) > 0 {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !paths[path.Join("/", header.Name)] {
			continue
		}
		if err := kept.WriteHeader(header); err != nil {
			return err
		}
		if _, err := io.Copy(kept, files); err != nil {
			return err
		}
	}
	return kept.Close()
}

// restoreLayer writes it into the container, which has not run yet.
func (c Container) restoreLayer(ctx context.Context, api engine.API, from io.Reader) error {
	if err := api.CopyToContainer(ctx, c.id, "/", from, container.CopyToContainerOptions{}); err != nil {
		return fault.Errorf(fault.DockerRequest, "write what container %s had written: %w", c.Name, err)
	}
	return nil
}
