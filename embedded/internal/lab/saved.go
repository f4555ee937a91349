package lab

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/embedded/internal/copied"
	"github.com/kaaslab/kaaslab/embedded/internal/dirlock"
	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
	"github.com/kaaslab/kaaslab/embedded/internal/saved"
)

// Save writes what the store of a lab holds into a file, whether the lab runs or
// not.
func Save(ctx context.Context, dataDir, into string) error {
	into, err := filepath.Abs(into)
	if err != nil {
		return fmt.Errorf("file %q: %w", into, err)
	}
	lock, err := dirlock.Acquire(dataDir)
	var held *dirlock.HeldError
	if err != nil && !errors.As(err, &held) {
		return err
	}
	if err := os.Chdir(dataDir); err != nil { // see package etcd
		return fmt.Errorf("enter the data directory: %w", err)
	}
	if _, err := os.Stat(saved.File); err == nil {
		return fmt.Errorf("%s was loaded and never came up: start it first", dataDir)
	}
	if held == nil {
		defer lock.Release()
		server, err := etcd.Start(ctx)
		if err != nil {
			return err
		}
		defer server.Stop()
	}
	store, err := etcd.Connect()
	if err != nil {
		return err
	}
	defer store.Close()
	return saved.Write(ctx, store, into)
}

// load fills the store of a lab that was loaded from an archive, before anything
// reads it. A start that was broken off begins again.
func (r *run) load(ctx context.Context) error {
	if _, err := os.Stat(saved.File); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	order, err := copied.ReadOrder()
	if err != nil {
		return err
	}
	store, err := etcd.Connect()
	if err != nil {
		return err
	}
	defer store.Close()
	into := saved.NewLoader(store)
	put := func(e saved.Entry) error { return into.Put(ctx, e) }
	if order != nil {
		log.Printf("making lab %q of what was saved of lab %q", order.As, order.Lab)
		as := copied.New(order, r.parts.ports)
		if err := saved.Read(saved.File, as.Learn); err != nil {
			return err
		}
		put = func(e saved.Entry) error {
			e, kept, err := as.Entry(e)
			if err != nil || !kept {
				return err
			}
			return into.Put(ctx, e)
		}
	}
	if err := saved.Read(saved.File, put); err != nil {
		return err
	}
	if err := into.Flush(ctx); err != nil {
		return err
	}
	// The store goes first: without it nobody looks for the order.
	if err := os.Remove(saved.File); err != nil {
		return err
	}
	if err := os.Remove(copied.File); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
