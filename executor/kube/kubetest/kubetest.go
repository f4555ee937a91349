// Package kubetest gives tests a real API server: a kaaslab-embedded that the tests of a binary share, in a temporary
// directory.
//
// The program is found by KAASLAB_EMBEDDED, or at bin/kaaslab-embedded in the repository. A test that needs it fails if it
// is missing: a skipped test proves nothing.
package kubetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Server is an API server for tests.
type Server struct {
	// Kubeconfig is the path of the file that reaches the server, and Context the name of the context in it.
	Kubeconfig, Context string

	config  *rest.Config
	process *process
	log     string
}

// The servers of this test binary: one that runs Cluster API, and one that only stores.
var running, storing sharedServer

type sharedServer struct {
	once   sync.Once
	dir    string
	server *Server
	err    error
}

// Main runs the tests, and then stops the servers that they started.
func Main(m *testing.M) {
	code := m.Run()
	running.stop()
	storing.stop()
	os.Exit(code)
}

// Start returns the server with Cluster API that the tests of a binary share, and starts it for the first that asks.
func Start(t testing.TB) *Server {
	t.Helper()
	return running.get(t)
}

// Store returns a server that knows all kinds of objects but runs no controller, so that objects stay as they are written.
func Store(t testing.TB) *Server {
	t.Helper()
	return storing.get(t, storeOnly...)
}

// Stores starts so many servers like Store's, which are one test's own and end with it.
func Stores(t testing.TB, n int) []*Server {
	t.Helper()
	servers, failed := make([]*Server, n), make([]error, n)
	var starting sync.WaitGroup
	for i, dir := range dirs(t, n) {
		starting.Go(func() { servers[i], failed[i] = start(dir, storeOnly) })
	}
	starting.Wait()
	for _, s := range servers {
		if s != nil {
			t.Cleanup(s.process.stop)
		}
	}
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	return servers
}

func dirs(t testing.TB, n int) (made []string) {
	for range n {
		made = append(made, t.TempDir())
	}
	return made
}

var storeOnly = []string{"--controllers=false"}

func (s *sharedServer) get(t testing.TB, args ...string) *Server {
	t.Helper()
	s.once.Do(func() {
		if s.dir, s.err = os.MkdirTemp("", "kubetest-"); s.err == nil {
			s.server, s.err = start(s.dir, args)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}

func (s *sharedServer) stop() {
	if s.server != nil {
		s.server.process.stop()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}

const startTimeout = 3 * time.Minute

func start(dir string, args []string) (*Server, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	s := &Server{Kubeconfig: filepath.Join(dir, "data", "kubeconfig"), Context: "embedded", log: filepath.Join(dir, "log")}
	log, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	data := filepath.Join(dir, "data")
	command := exec.Command(program, append([]string{"serve", "--data-dir", data}, args...)...)
	command.Stdout, command.Stderr = log, log
	if s.process, err = startProcess(command); err != nil {
		return nil, err
	}
	if err := s.process.awaitReady(data, startTimeout); err != nil {
		s.process.stop()
		return nil, fmt.Errorf("%w; its log ends:\n%s", err, tail(s.log))
	}
	s.config, err = clientcmd.BuildConfigFromFlags("", s.Kubeconfig)
	return s, err
}

func find() (string, error) {
	program := os.Getenv("KAASLAB_EMBEDDED")
	if program == "" {
		_, here, _, _ := runtime.Caller(0)
		program = filepath.Join(filepath.Dir(here), "..", "..", "..", "bin", "kaaslab-embedded")
	}
	if _, err := os.Stat(program); err != nil {
		return "", fmt.Errorf("no kaaslab-embedded at %s; run `make build`, or set KAASLAB_EMBEDDED", program)
	}
	return program, nil
}

func tail(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-2000):])
}

// Dynamic returns a client that is not kaaslab, to do what other people and programs do.
func (s *Server) Dynamic(t testing.TB) dynamic.Interface {
	t.Helper()
	config := rest.CopyConfig(s.config)
	config.QPS, config.UserAgent = -1, "somebody-else"
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
