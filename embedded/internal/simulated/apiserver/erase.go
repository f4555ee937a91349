package apiserver

import (
	"context"
	"fmt"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Erase removes everything that is stored below a prefix of the store.
func (h *Host) Erase(ctx context.Context, prefix string) error {
	client, err := h.store.connect()
	if err != nil {
		return err
	}
	if _, err := client.Delete(ctx, prefix+"/", clientv3.WithPrefix()); err != nil {
		return fmt.Errorf("erase %s from the store: %w", prefix, err)
	}
	return nil
}

// Below returns the names that are stored directly below a prefix.
func (h *Host) Below(ctx context.Context, prefix string) ([]string, error) {
	client, err := h.store.connect()
	if err != nil {
		return nil, err
	}
	from, end := prefix+"/", clientv3.GetPrefixRangeEnd(prefix+"/")
	var names []string
	for {
		found, err := client.Client.Get(ctx, from, clientv3.WithRange(end), clientv3.WithLimit(1), clientv3.WithKeysOnly())
		if err != nil {
			return nil, fmt.Errorf("list what is stored below %s: %w", prefix, err)
		}
		if len(found.Kvs) == 0 {
			return names, nil
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(string(found.Kvs[0].Key), prefix+"/"), "/")
		names = append(names, name)
		from = clientv3.GetPrefixRangeEnd(prefix + "/" + name + "/")
	}
}

// Close ends the connection to the store, after all servers have ended.
func (h *Host) Close() {
	if h.store.client != nil {
		_ = h.store.client.Close() // nobody is left whom an error would concern
	}
}
