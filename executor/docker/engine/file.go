package engine

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// ReadFile reads a file of a container, running or not, which Docker hands out as an archive.
func ReadFile(ctx context.Context, api API, id, path string) ([]byte, error) {
	archive, _, err := api.CopyFromContainer(ctx, id, path)
	if err != nil {
		return nil, fmt.Errorf("read %s of container %s: %w", path, id, err)
	}
	defer archive.Close()
	file := tar.NewReader(archive)
	if _, err := file.Next(); err != nil {
		return nil, fmt.Errorf("read %s of container %s: %w", path, id, err)
	}
	return io.ReadAll(file)
}

// WriteFile writes a file that only root can read into a container, running or not, with the folders above it.
func WriteFile(ctx context.Context, api API, id, path string, content []byte) error {
	if err := api.CopyToContainer(ctx, id, "/", FileArchive(path, 0o600, content), container.CopyToContainerOptions{}); err != nil {
		return fmt.Errorf("write %s of container %s: %w", path, id, err)
	}
	return nil
}

// FileArchive is an archive of one file, as Docker takes it.
func FileArchive(path string, mode int64, content []byte) io.Reader {
	var archive bytes.Buffer
	files := tar.NewWriter(&archive)
	// Into memory, which cannot fail: what does not fit the header is a mistake of the caller that Docker will name.
	_ = files.WriteHeader(&tar.Header{Name: strings.TrimPrefix(path, "/"), Mode: mode, Size: int64(len(content))})
	_, _ = files.Write(content)
	_ = files.Close()
	return &archive
}
