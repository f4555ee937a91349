package scenario

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// wantAnswer checks that something takes connections on a port of this host.
func (l *lab) wantAnswer(port int) {
	l.Helper()
	connection, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), 10*time.Second)
	if err != nil {
		l.Errorf("the port of the management cluster: %v", err)
		return
	}
	_ = connection.Close()
}

// freePort is one that nobody listens on now.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
