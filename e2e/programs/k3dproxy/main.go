// Command k3dproxy stands in for k3d's load balancer: it forwards TCP ports to
// the nodes that k3d writes into its configuration, and follows its changes.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// configFile is where k3d writes, and rewrites when the ports change.
const configFile = "/etc/confd/values.yaml"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "k3dproxy:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done.
func run(ctx context.Context) error {
	proxies := map[string]*proxy{}
	defer func() {
		for _, p := range proxies {
			p.close()
		}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := ""; ; {
		text, err := os.ReadFile(configFile)
		if err != nil {
			return err
		}
		if string(text) != last {
			if err := follow(proxies, text); err != nil {
				return err
			}
			last = string(text)
			fmt.Println("k3dproxy: start worker processes") // k3d waits for these words
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
