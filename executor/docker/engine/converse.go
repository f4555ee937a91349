package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// converse starts a container, gives it what it reads, which may be nil, and takes what it writes until it ends. What it says on
// standard error is an error, and so is what cannot be read for it.
func converse(ctx context.Context, api API, id string, in io.Reader, out io.Writer) error {
	stream, err := api.ContainerAttach(ctx, id, container.AttachOptions{Stream: true, Stdin: in != nil, Stdout: true, Stderr: true})
	if err != nil {
		return err
	}
	defer stream.Close()
	defer context.AfterFunc(ctx, stream.Close)()
	if err := api.ContainerStart(ctx, id, container.StartOptions{}); err != nil {
		return err
	}
	fed := make(chan error, 1)
	go func() { fed <- feed(stream, in) }()
	var complaint bytes.Buffer
	_, err = stdcopy.StdCopy(out, &complaint, stream.Reader)
	if err != nil {
		stream.Close() // it waits until somebody reads what it writes
	}
	unread := <-fed
	switch text := strings.TrimSpace(complaint.String()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case unread != nil:
		return unread
	case err != nil:
		return err
	case text != "":
		return fault.Errorf(fault.DockerRequest, "%s", text)
	}
	return nil
}

// feed gives a container what it reads. It returns what could not be read; that the container reads no more, it says itself.
func feed(stream types.HijackedResponse, in io.Reader) error {
	if in == nil {
		return nil
	}
	source := &failing{from: in}
	_, _ = io.Copy(stream.Conn, source)
	if source.err != nil {
		stream.Close() // not as if it were the end
		return source.err
	}
	_ = stream.CloseWrite()
	return nil
}

// failing tells an error of what is read from one of where it is written to.
type failing struct {
	from io.Reader
	err  error
}

func (f *failing) Read(into []byte) (int, error) {
	n, err := f.from.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}
