// Package etcd runs the store of the API server in this process. It is reached
// over a Unix socket in the lab's private directory, so that it needs neither a
// port nor certificates, and no other user of the machine can reach it.
package etcd

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

const (
	dataDir = "etcd"
	socket  = "etcd.sock"

	dialTimeout = 20 * time.Second
)

// Endpoint is what clients in this process dial. It is relative to the working
// directory, because paths of sockets must be short and data directories are
// often deep: the process works in its data directory.
const Endpoint = "unix://" + socket

// Server is a running store.
type Server struct{ etcd *embed.Etcd }

// Start opens the data below the working directory and returns once the store
// answers. ctx bounds the wait only.
func Start(ctx context.Context) (*Server, error) {
	// A socket that a killed process left behind; the lock of the directory
	// tells that nobody uses it.
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the old etcd socket: %w", err)
	}
	running, err := embed.StartEtcd(config())
	if err != nil {
		return nil, fmt.Errorf("start etcd: %w", err)
	}
	select {
	case <-running.Server.ReadyNotify():
		s := &Server{etcd: running}
		go s.keepSmall()
		return s, nil
	case err := <-running.Err():
		running.Close()
		return nil, fmt.Errorf("start etcd: %w", err)
	case <-ctx.Done():
		running.Close()
		return nil, fmt.Errorf("wait for etcd: %w", ctx.Err())
	}
}

// ClientConfig is how clients in this process reach the store at an endpoint.
func ClientConfig(endpoint string) clientv3.Config {
	return clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: dialTimeout, Logger: zap.NewNop()}
}

// Connect returns a client of the store of the working directory.
func Connect() (*clientv3.Client, error) {
	client, err := clientv3.New(ClientConfig(Endpoint))
	if err != nil {
		return nil, fmt.Errorf("connect to the store: %w", err)
	}
	return client, nil
}

// Failed reports errors after which the store does not serve any more.
func (s *Server) Failed() <-chan error { return s.etcd.Err() }

// Stop ends the store and returns when its files are closed.
func (s *Server) Stop() { s.etcd.Close() }

func config() *embed.Config {
	c := embed.NewConfig()
	c.Name = "embedded"
	c.Dir = filepath.Join(".", dataDir)
	c.ListenClientUrls = []url.URL{{Scheme: "unix", Host: socket}}
	// One member has no peers, so nothing listens for them. Advertised
	// addresses only have to be well-formed: nobody looks for other members.
	nowhere := []url.URL{{Scheme: "http", Host: "127.0.0.1:1"}}
	c.ListenPeerUrls = nil
	c.AdvertisePeerUrls, c.AdvertiseClientUrls = nowhere, nowhere
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	c.EnableGRPCGateway = false
	c.LogLevel = "error"
	c.LogOutputs = []string{"stderr"}
	c.QuotaBackendBytes = 8 << 30
	// Each takes 64 MB from the start. What a restart needs is kept all the same.
	c.MaxWalFiles = 2
	// They stay in memory, for members that are behind: there are no others.
	c.SnapshotCatchUpEntries = 100
	return c
}
