package cli

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
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

func (l *labTest) wantClosed(ports []int) {
	l.Helper()
	if len(ports) == 0 {
		l.Error("no ports were recorded")
	}
	for _, port := range ports {
		connection, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err == nil {
			connection.Close()
			l.Errorf("port %d still answers", port)
		}
	}
}
