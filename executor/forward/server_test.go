package forward

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// server is an API server with one Service, whose pods answer with their names. It really forwards bytes.
type server struct {
	t          *testing.T
	kubeconfig string

	mu          sync.Mutex
	pods        []string // that are ready, in the order of the list
	connections map[string][]httpstream.Connection
	kills       map[string]int // of the connections to a pod
}

func newServer(t *testing.T, pods ...string) *server {
	t.Helper()
	s := &server{t: t, pods: pods, connections: map[string][]httpstream.Connection{}, kills: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/namespaces/web/services/page", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, `{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "page"},
			"spec": {"selector": {"app": "page"}, "ports": [{"port": 80, "targetPort": "http"}]}}`)
	})
	mux.HandleFunc("GET /api/v1/namespaces/web/services/nothing", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusNotFound, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`)
	})
	mux.HandleFunc("GET /api/v1/namespaces/web/pods", s.list)
	mux.HandleFunc("/api/v1/namespaces/web/pods/{pod}/portforward", s.forward)
	listening := httptest.NewServer(mux)
	t.Cleanup(listening.Close)
	t.Cleanup(func() { s.kill(s.ready()...) })
	s.kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: c, cluster: {server: '" + listening.URL +
		"'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u}]\n"
	if err := os.WriteFile(s.kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func reply(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	io.WriteString(w, text)
}

func (s *server) ready() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.pods...)
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	if got := r.URL.Query().Get("labelSelector"); got != "app=page" {
		s.t.Errorf("pods are listed by %q", got)
	}
	items := []string{`{"metadata": {"name": "starting"}, "status": {"conditions": [{"type": "Ready", "status": "False"}]}}`}
	for _, pod := range s.ready() {
		items = append(items, fmt.Sprintf(`{"metadata": {"name": %q}, "spec": {"containers": [{"name": "c", "ports": [{"name": "http", "containerPort": 8080}]}]},
			"status": {"conditions": [{"type": "Ready", "status": "True"}]}}`, pod))
	}
	reply(w, http.StatusOK, `{"kind": "PodList", "apiVersion": "v1", "items": [`+strings.Join(items, ",")+`]}`)
}

// forward answers each connection with the name of the pod and the port, and then with what it is sent.
func (s *server) forward(w http.ResponseWriter, r *http.Request) {
	if _, err := httpstream.Handshake(r, w, []string{"portforward.k8s.io"}); err != nil {
		return // an attempt to speak websocket, which this server is too old for
	}
	pod, errs := r.PathValue("pod"), make(chan httpstream.Stream, 100)
	s.mu.Lock()
	kills := s.kills[pod]
	s.mu.Unlock()
	connection := spdy.NewResponseUpgrader().UpgradeResponse(w, r, func(stream httpstream.Stream, _ <-chan struct{}) error {
		if stream.Headers().Get("streamType") == "error" {
			errs <- stream // it comes before the stream of the data
			return nil
		}
		go answer(stream, <-errs, pod+":"+stream.Headers().Get("port")+" ")
		return nil
	})
	if connection == nil {
		return
	}
	s.mu.Lock()
	s.connections[pod] = append(s.connections[pod], connection)
	if s.kills[pod] != kills { // the client was answered before this, and may have gone on
		connection.Close()
	}
	s.mu.Unlock()
	<-connection.CloseChan()
}

func answer(stream, errs httpstream.Stream, name string) {
	defer errs.Close() // without an error
	defer stream.Close()
	io.WriteString(stream, name)
	io.Copy(stream, stream)
}

// replace ends pods as when they are deleted, and makes another one ready.
func (s *server) replace(pod, next string) {
	s.mu.Lock()
	s.pods = []string{}
	if next != "" {
		s.pods = []string{next}
	}
	s.mu.Unlock()
	s.kill(pod)
}

func (s *server) kill(pods ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, pod := range pods {
		s.kills[pod]++
		for _, connection := range s.connections[pod] {
			connection.Close()
		}
	}
}

// say sends a word to an address and returns the answer.
func say(address, word string) (string, error) {
	connection, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(connection, word); err != nil {
		return "", err
	}
	if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(connection)
	return string(answer), err
}
