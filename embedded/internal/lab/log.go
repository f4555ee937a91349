package lab

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"time"
)

const (
	// logFile is where kaaslab leads standard error, in the data directory.
	logFile      = "embedded.log"
	maxLog       = 10 << 20
	lookAtLog    = time.Minute
	oldLogSuffix = ".1"
)

// boundLog keeps the log of a process that runs for weeks from growing. The
// file is emptied and not replaced, since standard error stays open on it.
func boundLog(ctx context.Context) error {
	every := time.NewTicker(lookAtLog)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
		if err := rotate(logFile, os.Stderr, maxLog); err != nil {
			log.Printf("the log keeps growing: %v", err)
		}
	}
}

// rotate moves what a file holds aside once it is longer than the limit, if it
// is the one that is written to.
func rotate(path string, written *os.File, limit int64) error {
	there, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if open, err := written.Stat(); err != nil || !os.SameFile(there, open) || there.Size() <= limit {
		return err
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	into, err := os.OpenFile(path+oldLogSuffix, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(into, from)
	if err := errors.Join(err, into.Close()); err != nil {
		return err
	}
	return os.Truncate(path, 0)
}
