// Command kaaslab-container is what runs in containers of kaaslab's own, which have nothing else: `image-cache` is a pull-through cache of
// container images for the nodes of a lab, and `volumes` reads and writes the volumes of a lab that is stopped.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/volumes"
)

func main() { os.Exit(exitCode()) }

func exitCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "kaaslab-container:", err)
		return 1
	}
	return 0
}

// root has the volumes in its directory of that name.
const root = "/"

var errCommand = errors.New("give one of the commands image-cache, volumes read and volumes write")

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) > 0 && args[0] == "image-cache":
		return cacheImages(ctx, args[1:], out)
	case slices.Equal(args, []string{"volumes", "read"}):
		return untilStopped(ctx, func() error { return volumes.Read(root, out) })
	case slices.Equal(args, []string{"volumes", "write"}):
		return untilStopped(ctx, func() error { return volumes.Write(root, in) })
	}
	return fmt.Errorf("unexpected arguments %q; %w", args, errCommand)
}

// untilStopped does what knows no context. In a container nobody else ends a program that is told to stop.
func untilStopped(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
