// Package recorder stands between a client and a Docker daemon, and notes what
// the client asks the daemon to change.
package recorder

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Recorder is a socket that behaves as the daemon behind it does.
type Recorder struct {
	socket string
	server *http.Server

	mu     sync.Mutex
	writes []string
}

// Start listens on a new socket in front of the daemon at host, which is
// unix:// and a path.
func Start(socket, host string) (*Recorder, error) {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	r := &Recorder{socket: socket}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "docker"})
	proxy.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", strings.TrimPrefix(host, "unix://"))
	}}
	proxy.FlushInterval = -1 // progress and events are streams
	r.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.note(request)
		proxy.ServeHTTP(w, request)
	})}
	go func() { _ = r.server.Serve(listener) }()
	return r, nil
}

// note takes every request for a write that is not made for reading.
func (r *Recorder) note(request *http.Request) {
	if request.Method == http.MethodGet || request.Method == http.MethodHead {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes = append(r.writes, request.Method+" "+request.URL.Path)
}

// Host is the value of DOCKER_HOST that leads here.
func (r *Recorder) Host() string { return "unix://" + r.socket }

// Writes are the requests up to now that may have changed something.
func (r *Recorder) Writes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.writes)
}

// Close ends the socket.
func (r *Recorder) Close() error { return r.server.Close() }
