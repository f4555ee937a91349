package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor/fake"
)

// TestUI serves a lab, opens the browser, sees the page change with the lab file, and ends with the context.
func TestUI(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.yaml")
	write := func(clusters string) {
		text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [" + clusters + "]\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("{name: one}")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	s := &stage{world: fake.New()}
	out, browsed := newLines(), make(chan string, 1)
	p := newProgram(strings.NewReader(""), out, io.Discard)
	p.machine.Adapters, p.browse = s.adapters, func(url string) error { browsed <- url; return errors.New("no browser") }
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	p.signals = func(context.Context) (context.Context, context.Context, func()) { return ctx, ctx, func() {} }
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, p, []string{"ui", "-f", file}) }()

	url := <-out.lines
	if launch := <-browsed; strings.Contains(launch, strings.Split(url, "/")[3]) {
		t.Errorf("the browser is given the token: %s", launch)
	}
	response, err := http.Get(url + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	told := newLines()
	go io.Copy(told, response.Body)
	told.until(t, `"cluster/one"`)
	write("{name: one}, {name: two}")
	told.until(t, `"cluster/two"`)
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("exit code %d, want %d", code, exitDone)
	}
	if entries, _ := os.ReadDir(os.Getenv("XDG_STATE_HOME")); len(entries) > 0 {
		t.Errorf("ui left %v", entries)
	}
}

// lines is a writer that hands on whole lines.
type lines struct {
	lines chan string
	rest  bytes.Buffer
}

func newLines() *lines { return &lines{lines: make(chan string, 1000)} }

func (l *lines) Write(text []byte) (int, error) {
	l.rest.Write(text)
	for bytes.ContainsRune(l.rest.Bytes(), '\n') {
		line, _ := l.rest.ReadString('\n')
		l.lines <- strings.TrimSpace(line)
	}
	return len(text), nil
}

func (l *lines) until(t *testing.T, text string) {
	t.Helper()
	for {
		select {
		case line := <-l.lines:
			if strings.Contains(line, text) {
				return
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("no line has %s", text)
		}
	}
}
