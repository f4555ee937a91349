package listener

import (
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
)

func TestOn(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if p := On(port); p.PID != os.Getpid() || p.Arguments[0] != os.Args[0] || !strings.Contains(p.By(), "listener.test") {
		t.Errorf("found %+v", p)
	}
	l.Close()
	if p := On(port); p.PID != 0 || p.By() != "" {
		t.Errorf("found %+v on a port that is free", p)
	}
}
