package dockertest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"strings"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// The files of a container in memory that hold what it wrote, and what every command in it answers.
const (
	LogFile    = "/log"
	OutputFile = "/output"
)

// ServerVersion implements engine.API.
func (m *memory) ServerVersion(context.Context) (types.Version, error) {
	return types.Version{Version: "28.5.2", APIVersion: "1.51", Os: "linux"}, nil
}

// ContainerLogs implements engine.API.
func (m *memory) ContainerLogs(_ context.Context, id string, _ container.LogsOptions) (io.ReadCloser, error) {
	framed, err := m.framed(id, LogFile)
	return io.NopCloser(framed), err
}

// ContainerExecCreate implements engine.API. The command gets the ID of its container.
func (m *memory) ContainerExecCreate(_ context.Context, id string, options container.ExecOptions) (container.ExecCreateResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err == nil && m.takesImages(c, options.Cmd) {
		return container.ExecCreateResponse{ID: id}, nil
	}
	if err == nil && m.files[c.Name+OutputFile] == "" {
		err = missing("command in container", id)
	}
	return container.ExecCreateResponse{ID: id}, err
}

// takesImages does what the script does by which nodes take in archives of images, and reports whether that was asked for.
func (m *memory) takesImages(c *container.InspectResponse, command []string) bool {
	for _, use := range []spec.ImageUse{spec.ImagesForManagement, spec.ImagesForWorkload} {
		if command[len(command)-1] != planner.TakeImages(use) {
			continue
		}
		shared := m.place(c, spec.OwnerPath+"/"+planner.ArchivesDir+"/"+string(use)) + "/"
		for file, digest := range maps.Clone(m.files) {
			if name, found := strings.CutPrefix(file, shared); found {
				m.files[c.Name+planner.TakenPath+"/"+name] = digest
			}
		}
		return true
	}
	return false
}

// ContainerExecAttach implements engine.API.
func (m *memory) ContainerExecAttach(_ context.Context, id string, _ container.ExecAttachOptions) (types.HijackedResponse, error) {
	framed, err := m.framed(id, OutputFile)
	here, there := net.Pipe()
	_ = there.Close() // nobody writes to the command
	return types.HijackedResponse{Conn: here, Reader: bufio.NewReader(framed)}, err
}

// framed is the content of a file as Docker sends it: in frames that name their stream.
func (m *memory) framed(id, path string) (io.Reader, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var framed bytes.Buffer
	c, err := m.container(id)
	if err != nil {
		return &framed, err
	}
	_, err = stdcopy.NewStdWriter(&framed, stdcopy.Stderr).Write([]byte(m.files[c.Name+path]))
	return &framed, err
}
