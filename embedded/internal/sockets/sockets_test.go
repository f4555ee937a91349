package sockets

import (
	"net"
	"os"
	"strings"
	"testing"
)

func TestOwnListenersAreFound(t *testing.T) {
	local := listen(t, "127.0.0.1:0")
	all, err := Of(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Port == local.Port && l.IP.Equal(net.IPv4(127, 0, 0, 1)) {
			return
		}
	}
	t.Errorf("%v is not among %v", local, all)
}

func TestOpenListenerIsRefused(t *testing.T) {
	if err := LoopbackOnly(); err != nil {
		t.Fatalf("before anything listens: %v", err)
	}
	for _, address := range []string{"0.0.0.0:0", ":0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().String()[strings.LastIndex(l.Addr().String(), ":"):]
		if err := LoopbackOnly(); err == nil || !strings.Contains(err.Error(), port) {
			t.Errorf("%s: error %v, want one that names port %s", address, err, port)
		}
		l.Close()
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"0100007F:2AF8":                         "127.0.0.1:11000",
		"00000000:0050":                         "0.0.0.0:80",
		"00000000000000000000000001000000:0050": "[::1]:80",
		"00000000000000000000000000000000:0050": "[::]:80",
	} {
		if got, err := address(text); err != nil || got.String() != want {
			t.Errorf("address(%s) = %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0100007F", "0100007F:", "01:0050", "zz:0050"} {
		if got, err := address(text); err == nil {
			t.Errorf("address(%q) = %v, want an error", text, got)
		}
	}
}

func listen(t *testing.T, address string) *net.TCPAddr {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr)
}
