package cli

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ports lists the ports that the management cluster has recorded.
func (l *labTest) ports() []int {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.state(), "kaaslab", "demo", "embedded", "ports.json"))
	if err != nil {
		l.Fatal(err)
	}
	var recorded map[string]any
	if err := json.Unmarshal(text, &recorded); err != nil {
		l.Fatal(err)
	}
	var ports []int
	for _, value := range recorded {
		if number, ok := value.(float64); ok {
			ports = append(ports, int(number))
		}
	}
	return ports
}

// wantClosed wants nothing of the lab to listen. Another lab that begins meanwhile may look at these ports, or take them.
func (l *labTest) wantClosed(ports []int) {
	l.Helper()
	if len(ports) == 0 {
		l.Error("no ports were recorded")
	}
	for _, port := range ports {
		eventually(l.T, 10*time.Second, fmt.Sprintf("port %d is closed, or somebody else's", port), func() bool {
			connection, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
			if err != nil {
				return true
			}
			connection.Close()
			return l.isOthers(port)
		})
	}
}

// isOthers reports whether a process listens that does not work in the lab's directories. One that is about to end tells nothing.
func (l *labTest) isOthers(port int) bool {
	address := fmt.Sprintf(":%04X", port)
	for _, s := range socketsIn("/proc/net/tcp") {
		if !strings.HasSuffix(s.address, address) {
			continue
		}
		lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		return slices.ContainsFunc(lines, func(path string) bool {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			words, _ := os.ReadFile(path)
			return len(words) > 0 && !strings.Contains(string(words), l.state()) && hasOpen(pid, s.file)
		})
	}
	return false
}

// TestAPortOfSomebodyElse: the process of a test works in no lab's directories.
func TestAPortOfSomebodyElse(t *testing.T) {
	requireEmbedded(t)
	l := &labTest{T: t, home: t.TempDir()}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	if !l.isOthers(port) {
		t.Errorf("port %d is nobody's", port)
	}
	taken.Close()
	if l.isOthers(port) {
		t.Errorf("port %d is taken after its end", port)
	}
}
