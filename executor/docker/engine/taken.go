package engine

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TakenImages are the digests of the archives that a node has taken in, running or not, by their names.
func TakenImages(ctx context.Context, api API, id string) (map[string]string, error) {
	taken := map[string]string{}
	stream, _, err := api.CopyFromContainer(ctx, id, planner.TakenPath)
	switch {
	case errdefs.IsNotFound(err):
		return taken, nil
	case err != nil:
		return nil, fmt.Errorf("read %s of container %s: %w", planner.TakenPath, id, err)
	}
	defer stream.Close()
	for files := tar.NewReader(stream); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return taken, nil
		}
		var digest []byte
		if err == nil {
			digest, err = io.ReadAll(io.LimitReader(files, 1<<10))
		}
		if err != nil {
			return nil, fmt.Errorf("read %s of container %s: %w", planner.TakenPath, id, err)
		}
		if name, is := strings.CutSuffix(path.Base(header.Name), planner.DigestEnd); is {
			taken[name] = string(digest)
		}
	}
}

// TakeImages has a node that runs take in the archives of the volume that it has not.
func TakeImages(ctx context.Context, api API, node container.InspectResponse, use spec.ImageUse) error {
	said, err := Output(ctx, api, node, "/bin/sh", "-c", planner.TakeImages(use))
	if err != nil {
		return err
	}
	if text := strings.TrimSpace(string(said)); strings.Contains(text, planner.NotTaken) {
		return fault.Errorf(fault.WrongArchive, "%s: %s", strings.TrimPrefix(node.Name, "/"), strings.ReplaceAll(text[max(0, len(text)-500):], "\n", "; "))
	}
	return nil
}
