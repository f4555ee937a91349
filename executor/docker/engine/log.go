package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// Log returns the last lines that a container wrote, to either stream.
func Log(ctx context.Context, api API, c container.InspectResponse, lines int) ([]byte, error) {
	stream, err := api.ContainerLogs(ctx, c.ID, container.LogsOptions{
		ShowStdout: true, ShowStderr: true, Timestamps: true, Tail: strconv.Itoa(lines),
	})
	if err != nil {
		return nil, fmt.Errorf("read the log of container %s: %w", NameOf(c), err)
	}
	defer stream.Close()
	return together(stream, c.Config.Tty)
}

// Output runs a command in a container and returns what it wrote. It is for commands that only read.
func Output(ctx context.Context, api API, c container.InspectResponse, command ...string) ([]byte, error) {
	doing := fmt.Sprintf("run %s in container %s", strings.Join(command, " "), NameOf(c))
	made, err := api.ContainerExecCreate(ctx, c.ID, container.ExecOptions{Cmd: command, AttachStdout: true, AttachStderr: true})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	answer, err := api.ContainerExecAttach(ctx, made.ID, container.ExecAttachOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	defer answer.Close()
	defer context.AfterFunc(ctx, answer.Close)() // a command that hangs must not keep us
	text, err := together(answer.Reader, false)
	if err != nil {
		return text, fmt.Errorf("%s: %w", doing, err)
	}
	return text, ctx.Err()
}

// together reads both streams of a container. Docker sends them in frames, unless it has a terminal, which has one stream.
func together(stream io.Reader, terminal bool) ([]byte, error) {
	var text bytes.Buffer
	var err error
	if terminal {
		_, err = io.Copy(&text, stream)
	} else {
		_, err = stdcopy.StdCopy(&text, &text, stream)
	}
	return text.Bytes(), err
}
