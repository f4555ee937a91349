package dockertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// ContainerDiff implements engine.API: all that a container in memory has is what it has written.
func (m *memory) ContainerDiff(_ context.Context, id string) ([]container.FilesystemChange, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return nil, err
	}
	var changes []container.FilesystemChange
	for _, file := range m.below(c.Name) {
		changes = append(changes, container.FilesystemChange{Kind: container.ChangeAdd, Path: "/" + file})
	}
	return changes, nil
}

// ContainerStatPath implements engine.API for links, which have their target as content.
func (m *memory) ContainerStatPath(_ context.Context, id, path string) (container.PathStat, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return container.PathStat{}, err
	}
	target, there := m.files[c.Name+path]
	if !there {
		return container.PathStat{}, missing("file", id+":"+path)
	}
	return container.PathStat{Name: filepath.Base(path), Mode: os.ModeSymlink, LinkTarget: target}, nil
}

// below lists the files at a place.
func (m *memory) below(place string) []string {
	var files []string
	for _, file := range slices.Sorted(maps.Keys(m.files)) {
		if name, found := strings.CutPrefix(file, place+"/"); found {
			files = append(files, name)
		}
	}
	return files
}

// ContainerExport implements engine.API.
func (m *memory) ContainerExport(_ context.Context, id string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	for _, file := range m.below(c.Name) {
		pack(&archive, file, m.files[c.Name+"/"+file])
	}
	return io.NopCloser(&archive), nil
}

// ImageSave implements engine.API.
func (m *memory) ImageSave(_ context.Context, refs []string, _ ...client.ImageSaveOption) (io.ReadCloser, error) {
	return io.NopCloser(archiveOf("manifest.json", fmt.Sprintf(`[{"RepoTags": [%q]}]`, strings.Join(refs, `", "`)))), nil
}

// ContainerWait implements engine.API, for containers that have ended.
func (m *memory) ContainerWait(_ context.Context, id string, _ container.WaitCondition) (<-chan container.WaitResponse, <-chan error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ended, failed := make(chan container.WaitResponse, 1), make(chan error, 1)
	if c, err := m.container(id); err != nil {
		failed <- err
	} else {
		ended <- container.WaitResponse{StatusCode: int64(c.State.ExitCode)}
	}
	return ended, failed
}

// duplex is the near end of an attached container, whose input can end before its output does.
type duplex struct {
	net.Conn
	in *io.PipeWriter
}

func (d duplex) Write(text []byte) (int, error) { return d.in.Write(text) }

// CloseWrite ends the input.
func (d duplex) CloseWrite() error { return d.in.Close() }

func (d duplex) Close() error {
	_ = d.in.CloseWithError(io.ErrUnexpectedEOF) // does nothing after its end
	return d.Conn.Close()
}

// runProgram does what kaaslab's own program does with volumes.
func (m *memory) runProgram(id string, s *script) {
	err := m.onVolumes(id, s)
	if err != nil {
		_, _ = fmt.Fprintln(stdcopy.NewStdWriter(s.output, stdcopy.Stderr), err)
	}
	m.mu.Lock()
	if c, missing := m.container(id); missing == nil && err != nil {
		c.State.ExitCode = 1
	}
	m.mu.Unlock()
	close(s.ended)
	_ = s.output.Close() // of a pipe in memory
}

func (m *memory) onVolumes(id string, s *script) error {
	m.mu.Lock()
	c, err := m.container(id)
	var names []string
	if err == nil {
		for _, mounted := range c.Mounts {
			names = append(names, "volume "+mounted.Name)
		}
	}
	m.mu.Unlock()
	switch command := strings.Join(s.command[1:], " "); {
	case err != nil:
		return err
	case command == "volumes read":
		return m.readVolumes(names, stdcopy.NewStdWriter(s.output, stdcopy.Stdout))
	case command == "volumes write":
		return m.writeVolumes(names, s.input)
	default:
		return fmt.Errorf("unknown command %q", command)
	}
}

func (m *memory) readVolumes(names []string, into io.Writer) error {
	m.mu.Lock()
	var archive bytes.Buffer
	for i, name := range names {
		for _, file := range m.below(name) {
			pack(&archive, engine.VolumePath(i)[1:]+"/"+file, m.files[name+"/"+file])
		}
	}
	m.mu.Unlock()
	_, err := archive.WriteTo(into)
	return err
}

func (m *memory) writeVolumes(names []string, from io.Reader) error {
	m.mu.Lock()
	for _, name := range names {
		maps.DeleteFunc(m.files, func(path, _ string) bool { return strings.HasPrefix(path, name+"/") })
	}
	m.mu.Unlock()
	return eachFile(from, func(path, text string) {
		index, file, _ := strings.Cut(strings.TrimPrefix(path, "volumes/"), "/")
		if i, err := strconv.Atoi(index); err == nil && i < len(names) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.files[names[i]+"/"+file] = text
		}
	})
}
