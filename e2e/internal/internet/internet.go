// Package internet stands in for the part of the internet that a lab needs: registries under their public names, and files. Whoever is to
// reach it gets its proxy and its certificate authority, as in a company whose network lets nothing out but through its proxy. It remembers
// what it was asked for, and can refuse, be slow and break off.
package internet

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/authority"
	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// Internet is one stand-in. It is not there until it listens.
type Internet struct {
	authority  *authority.Authority
	registries map[string]*registry // by host
	files      map[string]http.Handler

	mu      sync.Mutex
	faults  []*Fault
	asked   []Asked
	tunnels *tunnels
	servers []*http.Server
}

// New returns an internet with the images, each in the registry of its name.
func New(images []oci.Image) (*Internet, error) {
	root, err := authority.New("Root of the stand-in for the internet")
	if err != nil {
		return nil, err
	}
	i := &Internet{authority: root, registries: map[string]*registry{}, files: map[string]http.Handler{}, tunnels: newTunnels()}
	for _, image := range images {
		if err := i.add(image); err != nil {
			return nil, err
		}
	}
	inside := &http.Server{Handler: http.HandlerFunc(i.serve), ReadHeaderTimeout: time.Minute}
	i.servers = append(i.servers, inside)
	go func() { _ = inside.Serve(i.tunnels) }()
	return i, nil
}

// Authority is the certificate, in PEM, of who signs for all hosts.
func (i *Internet) Authority() []byte { return i.authority.PEM }

// File serves a handler under https://host/path.
func (i *Internet) File(address string, handler http.Handler) { i.files[address] = handler }

// Proxy listens on an address of this machine, without a port, and returns that of the proxy.
func (i *Internet) Proxy(ctx context.Context, host string) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return "", err
	}
	proxy := &http.Server{Handler: http.HandlerFunc(i.connect), ReadHeaderTimeout: time.Minute}
	i.servers = append(i.servers, proxy)
	go func() { _ = proxy.Serve(listener) }()
	return "http://" + listener.Addr().String(), nil
}

// Close ends the internet: whoever asks is refused from then on.
func (i *Internet) Close() error {
	errs := make([]error, len(i.servers))
	for n, server := range i.servers {
		errs[n] = server.Close()
	}
	return errors.Join(errs...)
}

// connect answers for the host that a client wants to be connected to.
func (i *Internet) connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "only connections are let through", http.StatusForbidden)
		return
	}
	hijacker, can := w.(http.Hijacker)
	if !can {
		http.Error(w, "this connection cannot be taken over", http.StatusInternalServerError)
		return
	}
	connection, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if _, err := connection.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = connection.Close()
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	i.tunnels.enter(tls.Server(&early{connection, buffered.Reader}, i.authority.Config(host)))
}

// early is a connection of which a part was read already.
type early struct {
	net.Conn
	buffered *bufio.Reader
}

func (e *early) Read(p []byte) (int, error) { return e.buffered.Read(p) }

// tunnels is a listener whose connections come through the proxy.
type tunnels struct {
	connections chan net.Conn
	closed      chan struct{}
	close       sync.Once
}

func newTunnels() *tunnels {
	return &tunnels{connections: make(chan net.Conn), closed: make(chan struct{})}
}

func (t *tunnels) enter(connection net.Conn) {
	select {
	case t.connections <- connection:
	case <-t.closed:
		_ = connection.Close()
	}
}

func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case connection := <-t.connections:
		return connection, nil
	case <-t.closed:
		return nil, net.ErrClosed
	}
}

func (t *tunnels) Close() error {
	t.close.Do(func() { close(t.closed) })
	return nil
}

func (t *tunnels) Addr() net.Addr { return &net.TCPAddr{} }
