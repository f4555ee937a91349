// Command daemon starts, stops and removes the Docker daemon of the end-to-end
// tests.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/daemon"
)

const usage = `usage: daemon [-dir DIR] check|up|down|purge

  check  say why none can run on this machine, if so
  up     start the daemon and print how to reach it
  down   stop it and what it runs; images and volumes stay
  purge  stop it and remove everything it made

`

func main() {
	dir := flag.String("dir", daemon.DefaultDir, "what the daemon is kept in")
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage); flag.PrintDefaults() }
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := run(ctx, daemon.Daemon{Dir: *dir}, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "daemon:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, d daemon.Daemon, verb string) error {
	switch verb {
	case "check":
		return d.Possible()
	case "up":
		if err := d.Up(ctx); err != nil {
			return err
		}
		fmt.Printf("export DOCKER_HOST=%s\n", d.Host())
		return nil
	case "down":
		return d.Down(ctx)
	case "purge":
		return d.Purge(ctx)
	default:
		flag.Usage()
		return fmt.Errorf("unknown verb %q: give check, up, down or purge", verb)
	}
}
