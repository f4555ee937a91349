package embedded

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"testing"
)

func freePort(t *testing.T) int {
	t.Helper()
	port, release := takenPort(t)
	release()
	return port
}

func takenPort(t *testing.T) (port int, release func()) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	return listener.Addr().(*net.TCPAddr).Port, func() { must(t, listener.Close()) }
}

func TestApplyNamesWhoHasThePort(t *testing.T) {
	h := newHandler(t)
	port, release := takenPort(t)
	defer release()
	err := h.Apply(t.Context(), resource(port), ignore)
	wantError(t, err, fmt.Sprintf("port %d is in use", port), "managementCluster.apiPort")
	if runtime.GOOS == "linux" {
		wantError(t, err, fmt.Sprintf("(pid %d)", os.Getpid()))
	}
	if found, err := h.exists(); found || err != nil {
		t.Errorf("something was made nevertheless (%v)", err)
	}
}

func TestApplyKeepsThePort(t *testing.T) {
	h := newHandler(t)
	port := bringUp(t, h).Status.(Status).APIPort
	kill(t, h)
	if again := bringUp(t, h).Status.(Status).APIPort; again != port {
		t.Errorf("port %d became %d", port, again)
	}
	kill(t, h)
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	must(t, err)
	defer listener.Close()
	wantError(t, h.Apply(t.Context(), resource(0), ignore), fmt.Sprintf("port %d is in use", port))
}
