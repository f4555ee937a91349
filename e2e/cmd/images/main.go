// Command images builds all that the end-to-end tests run, and loads it into a
// Docker daemon. What was built is kept, so that a second run only looks.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/daemon"
	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

func main() {
	own := daemon.Daemon{Dir: daemon.DefaultDir}
	host := flag.String("host", cmp.Or(os.Getenv("DOCKER_HOST"), own.Host()), "the Docker daemon to load the images into")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	start := time.Now()
	log := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%7.1fs  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	}
	built, err := imageset.Build(ctx, imageset.Options{Host: *host, Log: log})
	if err != nil {
		fmt.Fprintln(os.Stderr, "images:", err)
		os.Exit(1)
	}
	log("all images are loaded into %s", *host)
	fmt.Printf("repository: %s\nchart: %s\naddons: %s\nkubectl: %s kubectl\n", built.Repository, built.Chart, built.Addons, built.Node)
}
