package scenario

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/recorder"
)

// recorded runs the program behind a recorder, and returns what it asked Docker
// to change.
func (l *lab) recorded(live func(*lab)) []string {
	l.Helper()
	r, err := recorder.Start(filepath.Join(l.dir, "recorder.sock"), l.host)
	if err != nil {
		l.Fatal(err)
	}
	defer r.Close()
	inner, behind := *l, *l.world
	behind.host = r.Host()
	inner.world = &behind
	live(&inner)
	return r.Writes()
}

// auditLog is where a node of the management cluster notes what its
// administrator changes.
const auditLog = "/var/log/audit.log"

type auditEvent struct {
	Verb       string `json:"verb"`
	RequestURI string `json:"requestURI"`
	UserAgent  string `json:"userAgent"`
}

// apiWrites lists what the API server of the management cluster was asked to
// change with the kubeconfig of people. The node itself uses kubectl.
func (l *lab) apiWrites() []string {
	l.Helper()
	archive, _, err := l.docker.CopyFromContainer(l.Context(), l.server(), auditLog)
	if err != nil {
		l.Fatal(err)
	}
	defer archive.Close()
	file := tar.NewReader(archive)
	if _, err := file.Next(); err != nil {
		l.Fatal(err)
	}
	var writes []string
	for lines := json.NewDecoder(file); ; {
		var e auditEvent
		if err := lines.Decode(&e); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return writes // the last line may be just being written
		} else if err != nil {
			l.Fatal(err)
		}
		if !strings.HasPrefix(e.UserAgent, "kubectl/") {
			writes = append(writes, fmt.Sprintf("%s %s by %s", e.Verb, e.RequestURI, e.UserAgent))
		}
	}
}
