package embedded

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/internal/orphans"
)

// TestMain makes the test binary the program too: under the program's name it is a fake of it, which keeps the program's
// contract without a cluster. How it behaves is in files in the directory for temporary files.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != Program {
		os.Exit(orphans.Run(m))
	}
	if err := fake(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "fake:", err)
		syscall.Exit(1)
	}
	syscall.Exit(0) // os.Exit takes a second under the race detector
}

// The ways in which the fake can misbehave.
const (
	crashes    = "crashes"     // at once
	neverReady = "never ready" // it stays starting
	stubborn   = "stubborn"    // it ignores SIGTERM
	deaf       = "deaf"        // its API server is never ready
)

func trait(name string) string {
	text, _ := os.ReadFile(filepath.Join(os.TempDir(), name))
	return string(text)
}

func fakeVersion() Version {
	return Version{Version: trait("version"), Kubernetes: "v1.36.3", ClusterAPI: "v1.14.2", Sveltos: trait("sveltos")}
}

func fake(command string, arguments []string) error {
	if command == "version" {
		return json.NewEncoder(os.Stdout).Encode(answer{fakeVersion(), trait("sveltosProblem")})
	}
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	dir, port, name := flags.String("data-dir", "", ""), flags.Int("api-port", 0, ""), flags.String("name", "", "")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "serving", *name)
	if trait("mode") == crashes {
		return fmt.Errorf("no space left on device")
	}
	return serve(*dir, *port, *name)
}

func serve(dir string, port int, name string) error {
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("the directory is in use: %w", err)
	}
	if _, err := lock.WriteAt(fmt.Appendln(nil, os.Getpid()), 0); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	server, err := listen(dir, port)
	if err != nil {
		return err
	}
	if err := publish(dir, name, server); err != nil {
		return err
	}
	for range stop {
		if trait("mode") != stubborn {
			break
		}
	}
	runtime.KeepAlive(lock) // it goes when the process does, and not before
	return nil
}

func listen(dir string, port int) (net.Listener, error) {
	var kept struct{ API int }
	if text, err := os.ReadFile(filepath.Join(dir, "ports.json")); err == nil && port == 0 {
		if err := json.Unmarshal(text, &kept); err != nil {
			return nil, err
		}
		port = kept.API
	}
	server, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if trait("mode") == deaf {
			http.Error(w, "etcd failed", http.StatusInternalServerError)
		}
	})
	go http.Serve(server, mux)
	return server, nil
}

func publish(dir, name string, server net.Listener) error {
	port := server.Addr().(*net.TCPAddr).Port
	if err := put(dir, "ports.json", map[string]int{"api": port}); err != nil {
		return err
	}
	config := api.Config{
		Clusters:       map[string]*api.Cluster{name: {Server: "http://" + server.Addr().String()}},
		AuthInfos:      map[string]*api.AuthInfo{name: {}},
		Contexts:       map[string]*api.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	}
	if err := clientcmd.WriteToFile(config, filepath.Join(dir, "kubeconfig")); err != nil {
		return err
	}
	status := Status{PID: os.Getpid(), Version: fakeVersion(), APIPort: port, Phase: ready, Detail: "up"}
	if trait("mode") == neverReady {
		status.Phase, status.Detail = starting, "starting etcd"
	}
	return put(dir, "status.json", status)
}

// put writes a file as a whole, as the program does.
func put(dir, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// behave sets how fakes behave from now on, running ones included.
func behave(t *testing.T, name, value string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(os.TempDir(), name), []byte(value), 0o600))
}

// fakeProgram returns the path of the fake.
func fakeProgram(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	path := filepath.Join(t.TempDir(), Program)
	must(t, os.Symlink(self, path))
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}
