package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/kaaslab/kaaslab/internal/imagecache"
)

// cacheImages serves images until the context is done.
func cacheImages(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("kaaslab-container image-cache", flag.ContinueOnError)
	listen := flags.String("listen", ":5000", "address and port to serve at, by http")
	directory := flags.String("directory", "/cache", "where images are kept; no other program may use it")
	file := flags.String("config", "/etc/kaaslab-container/image-cache.json", "JSON with registries and certificateAuthorities")
	probe := flags.Bool("probe", false, "print ready if a cache serves at --listen on this machine")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; give --listen, --directory, --config and --probe only", flags.Arg(0))
	}
	if *probe {
		return ask(ctx, *listen, out)
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

// ask is for a container that has no other program to ask with.
func ask(ctx context.Context, listen string, out io.Writer) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("ask at %s: %w; give an address and a port by --listen", listen, err)
	}
	at := "http://" + net.JoinHostPort(cmp.Or(host, "127.0.0.1"), port) + "/v2/"
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := (&http.Client{Transport: &http.Transport{}}).Do(request) // without a proxy: it is on this machine
	if err != nil {
		return fmt.Errorf("no cache answers: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", at, answer.Status)
	}
	_, err = fmt.Fprintln(out, "ready")
	return err
}
