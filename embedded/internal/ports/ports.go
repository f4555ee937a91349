// Package ports chooses the TCP ports of a lab once and keeps them, because
// kubeconfigs that people hold, webhook configurations and the endpoints of
// in-memory clusters all name them.
//
// A lab owns one block of consecutive ports. The blocks lie below the range
// that operating systems use for outgoing connections, so that a stopped lab
// does not lose a port to some client.
package ports

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
)

// File is the name of the record in a data directory.
const File = "ports.json"

// Host is the only address that anything of a lab listens on.
const Host = "127.0.0.1"

const (
	firstPort = 11000
	blockSize = 1250
	blocks    = 16
	// perBlock is what of a block is not for workload clusters.
	perBlock = 3
)

// patience is how long a port may be taken before that is an error, and pause
// the time between two tries. Another lab's look at a block takes less.
const (
	patience = time.Second
	pause    = 50 * time.Millisecond
)

// Set is the ports of one lab. Clusters get one port each from ClusterFirst to
// ClusterLast, both included.
type Set struct {
	API          int `json:"api"`
	Webhook      int `json:"webhook"`
	Debug        int `json:"inMemoryDebug"`
	Charts       int `json:"charts"`
	ClusterFirst int `json:"inMemoryFirst"`
	ClusterLast  int `json:"inMemoryLast"`
}

// Claim returns the ports of dir and an open listener on the API server's
// port. Ports recorded earlier are kept; api, if not zero, overrides the
// recorded API port. A kept port that something else holds is an error that
// names it.
func Claim(dir string, api int) (Set, net.Listener, error) {
	path := filepath.Join(dir, File)
	var set Set
	var listener net.Listener
	var err error
	for deadline := time.Now().Add(patience); ; time.Sleep(pause) {
		set, listener, err = tryClaim(dir, path, api)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		return Set{}, nil, err
	}
	if err := atomicfile.WriteJSON(path, set, 0o600); err != nil {
		listener.Close()
		return Set{}, nil, fmt.Errorf("record the ports: %w", err)
	}
	return set, listener, nil
}

// tryClaim may meet another lab that looks for a block, which for a moment holds
// ports that it does not take.
func tryClaim(dir, path string, api int) (Set, net.Listener, error) {
	set, err := read(path)
	if errors.Is(err, os.ErrNotExist) {
		set, err = choose(dir)
	}
	if err != nil {
		return Set{}, nil, err
	}
	if api != 0 {
		set.API = api
	}
	listener, err := claim(set)
	if err != nil {
		return Set{}, nil, fmt.Errorf("%w (ports are recorded in %s)", err, path)
	}
	return set, listener, nil
}

// Free tells whether the port can be listened on now.
func Free(port int) error {
	l, err := listen(port)
	if err != nil {
		return err
	}
	return l.Close()
}

func claim(set Set) (net.Listener, error) {
	for _, p := range []struct {
		port int
		what string
	}{{set.Webhook, "webhook"}, {set.Debug, "in-memory debug"}, {set.Charts, "charts"}} {
		if err := Free(p.port); err != nil {
			return nil, fmt.Errorf("%s port %d is taken: free it: %w", p.what, p.port, err)
		}
	}
	l, err := listen(set.API)
	if err != nil {
		return nil, fmt.Errorf("api port %d is taken: free it or give another with --api-port: %w", set.API, err)
	}
	if set.API == set.first() {
		return l, nil
	}
	block, err := listen(set.first())
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("port %d, the first of the lab's, is taken: free it: %w", set.first(), err)
	}
	return elsewhere{l, block}, nil
}

// first is the first port of the lab's block.
func (s Set) first() int { return s.Webhook - 1 }

// elsewhere is the listener of an API server on a port of its user's choice. It
// holds the first port of the block as well, as other API servers do: a lab that
// begins takes a block for free of which nobody listens on a port.
type elsewhere struct {
	net.Listener
	block net.Listener
}

func (e elsewhere) Close() error { return errors.Join(e.Listener.Close(), e.block.Close()) }

// Listen listens on a port of the lab.
func Listen(port int) (net.Listener, error) { return listen(port) }

func listen(port int) (net.Listener, error) {
	return net.Listen("tcp4", net.JoinHostPort(Host, strconv.Itoa(port)))
}

func read(path string) (Set, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Set{}, err
	}
	var set Set
	if err := json.Unmarshal(data, &set); err != nil {
		return Set{}, fmt.Errorf("read %s: %w", path, err)
	}
	if set.API <= 0 || set.Webhook <= 0 || set.Debug <= 0 || set.ClusterFirst <= 0 || set.ClusterLast < set.ClusterFirst {
		return Set{}, fmt.Errorf("%s is incomplete: remove the data directory and start anew", path)
	}
	return withCharts(set), nil
}

// withCharts gives a set the port for charts, which records of earlier versions lack: the last one of its block.
func withCharts(set Set) Set {
	if set.Charts == 0 {
		set.Charts = set.ClusterLast
		set.ClusterLast--
	}
	return set
}
