// Package saved writes what the store of a lab holds into a file, and loads a
// store from it. What is written is of one moment, also while the lab runs. It
// has no history and no files of etcd, so it is small, and any version of etcd
// reads it.
package saved

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
)

// File is the name of the file in a data directory whose store is loaded from
// it at the next start.
const File = "store.saved"

const (
	everything = "/"
	perPage    = 100
	// mostOps and mostBytes bound one transaction, for etcd does.
	mostOps   = 100
	mostBytes = 1 << 20
)

// Entry is one thing that a store holds.
type Entry struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

// Write writes everything that the store holds into a file, except what ends by
// itself, such as events.
func Write(ctx context.Context, store *clientv3.Client, path string) error {
	return atomicfile.Fill(path, 0o600, func(file io.Writer) error {
		buffered := bufio.NewWriter(file)
		if err := write(ctx, store, json.NewEncoder(buffered)); err != nil {
			return err
		}
		return buffered.Flush()
	})
}

func write(ctx context.Context, store *clientv3.Client, into *json.Encoder) error {
	from, end := everything, clientv3.GetPrefixRangeEnd(everything)
	var revision int64 // of the first page, so that the others belong to it
	for {
		page, err := store.Get(ctx, from, clientv3.WithRange(end), clientv3.WithLimit(perPage), clientv3.WithRev(revision))
		if err != nil {
			return fmt.Errorf("read the store: %w", err)
		}
		if revision == 0 {
			revision = page.Header.Revision
		}
		for _, kv := range page.Kvs {
			from = string(kv.Key) + "\x00"
			if kv.Lease != 0 {
				continue
			}
			if err := into.Encode(Entry{string(kv.Key), kv.Value}); err != nil {
				return err
			}
		}
		if !page.More {
			return nil
		}
	}
}

// Read calls each for everything in a file, in its order.
func Read(path string, each func(Entry) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for all := json.NewDecoder(bufio.NewReader(file)); ; {
		var e Entry
		if err := all.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		if err := each(e); err != nil {
			return err
		}
	}
}

// Loader puts entries into a store, many at a time.
type Loader struct {
	store *clientv3.Client
	ops   []clientv3.Op
	bytes int
}

// NewLoader returns a loader of a store.
func NewLoader(store *clientv3.Client) *Loader { return &Loader{store: store} }

// Put puts one entry into the store, at the latest when Flush returns.
func (l *Loader) Put(ctx context.Context, e Entry) error {
	if size := len(e.Key) + len(e.Value); len(l.ops) == mostOps || l.bytes+size > mostBytes {
		if err := l.Flush(ctx); err != nil {
			return err
		}
	}
	l.ops = append(l.ops, clientv3.OpPut(e.Key, string(e.Value)))
	l.bytes += len(e.Key) + len(e.Value)
	return nil
}

// Flush puts what is left.
func (l *Loader) Flush(ctx context.Context) error {
	if len(l.ops) == 0 {
		return nil
	}
	_, err := l.store.Txn(ctx).Then(l.ops...).Commit()
	l.ops, l.bytes = nil, 0
	if err != nil {
		return fmt.Errorf("write into the store: %w", err)
	}
	return nil
}
