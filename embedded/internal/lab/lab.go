// Package lab starts the parts of an embedded management cluster in order,
// proves that each works before it builds on it, watches them, and stops them
// in reverse.
package lab

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"

	"github.com/kaaslab/kaaslab/embedded/internal/dirlock"
	"github.com/kaaslab/kaaslab/embedded/internal/status"
)

// Options of one run.
type Options struct {
	DataDir     string
	APIPort     int
	Name        string
	Controllers bool
	Versions    Versions
}

// Serve runs a lab in options.DataDir until ctx ends. It returns nil after a
// stop that was asked for, and an error if the lab could not start or a part of
// it failed.
func Serve(ctx context.Context, options Options) error {
	if err := checkBuild(); err != nil {
		return err
	}
	dir, err := filepath.Abs(options.DataDir)
	if err != nil {
		return fmt.Errorf("data directory %q: %w", options.DataDir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	lock, err := dirlock.Acquire(dir)
	if err != nil {
		return err
	}
	// Sockets are named relative to the working directory, see package etcd.
	if err := os.Chdir(dir); err != nil {
		return fmt.Errorf("enter the data directory: %w", err)
	}
	limitMemory()
	r := &run{options: options, dir: dir, status: status.NewReporter(dir, status.Status{
		Version:    options.Versions.Version,
		Kubernetes: options.Versions.Kubernetes,
		ClusterAPI: options.Versions.ClusterAPI,
		Sveltos:    options.Versions.Sveltos,
	}), failed: make(chan error, 8)}
	err = r.serve(ctx)
	// It goes with the process and not before it: who waits for it to be free
	// waits for the end of the process.
	runtime.KeepAlive(lock)
	return err
}

// serve starts everything, waits for the end, and stops everything.
func (r *run) serve(ctx context.Context) error {
	err := r.start(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-r.failed:
		}
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // stopped by a signal while it started
	}
	detail := "asked to stop"
	if err != nil {
		detail = "stopping after a failure: " + err.Error()
	}
	r.status.Report(status.Stopping, detail)
	r.stop()
	log.Print("stopped")
	return err
}
