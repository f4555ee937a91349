// Command kaaslab-cache is a pull-through cache of container images for the nodes of a lab. kaaslab runs it in a container beside them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/imagecache"
)

func main() { os.Exit(exitCode()) }

func exitCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "kaaslab-cache:", err)
		return 1
	}
	return 0
}

// run serves until the context is done.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("kaaslab-cache", flag.ContinueOnError)
	listen := flags.String("listen", ":5000", "address and port to serve at, by http")
	directory := flags.String("directory", "/cache", "where images are kept; no other program may use it")
	file := flags.String("config", "/etc/kaaslab-cache/config.json", "JSON with registries and certificateAuthorities")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; give --listen, --directory and --config only", flags.Arg(0))
	}
	config, err := imagecache.ReadConfig(*file)
	if err != nil {
		return err
	}
	cache, err := imagecache.New(config, *directory, slog.New(slog.NewTextHandler(out, nil)))
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return fmt.Errorf("listen at %s: %w; give another address by --listen", *listen, err)
	}
	return imagecache.Serve(ctx, cache, listener)
}
