// Command webserver is an add-on for tests: it answers every request with the
// name of its pod and of its node, so that a test sees who answered.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	address := flag.String("address", ":8080", "address to listen on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *address); err != nil {
		fmt.Fprintln(os.Stderr, "webserver:", err)
		os.Exit(1)
	}
}

// serve returns once ctx is done and requests under way were answered.
func serve(ctx context.Context, address string) error {
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	pod, node := cmp.Or(os.Getenv("POD_NAME"), hostname), os.Getenv("NODE_NAME")
	answer := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "kaaslab webserver pod=%s node=%s path=%s\n", pod, node, r.URL.Path)
	}
	server := &http.Server{Addr: address, Handler: http.HandlerFunc(answer), ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() {
		graceful, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(graceful)
	})
	defer stopped()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
