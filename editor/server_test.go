package editor

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/sourcegraph/jsonrpc2"
)

const entryPoint = "node_modules/yaml-language-server/bin/yaml-language-server"

// server is a yaml-language-server, spoken to as an editor does: by JSON-RPC on its standard streams.
type server struct {
	t        *testing.T
	conn     *jsonrpc2.Conn
	settings map[string]any
	root     string

	mu        sync.Mutex
	published map[string]chan []diagnostic
}

// start runs a server whose editor has these settings in the section yaml, on an empty workspace.
func start(t *testing.T, settings map[string]any) *server {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: nothing to run yaml-language-server with")
	}
	if _, err := os.Stat(entryPoint); err != nil {
		t.Skip("yaml-language-server is not installed: run make editor")
	}
	s := &server{t: t, settings: settings, root: t.TempDir(), published: map[string]chan []diagnostic{}}
	command := exec.Command(node, entryPoint, "--stdio")
	command.Stderr = t.Output()
	s.conn = jsonrpc2.NewConn(t.Context(), jsonrpc2.NewBufferedStream(streamsOf(t, command), jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(s.answer).SuppressErrClosed())
	t.Cleanup(func() { s.stop(command) })
	s.greet()
	s.settle()
	return s
}

// streams are both ends of a program's conversation.
type streams struct {
	io.ReadCloser
	io.WriteCloser
}

func (s streams) Close() error { return s.WriteCloser.Close() }

func streamsOf(t *testing.T, command *exec.Cmd) streams {
	t.Helper()
	in, errIn := command.StdinPipe()
	out, errOut := command.StdoutPipe()
	if errIn != nil || errOut != nil {
		t.Fatal(errIn, errOut)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return streams{out, in}
}

func (s *server) stop(command *exec.Cmd) {
	_ = s.conn.Close()
	_ = command.Process.Kill()
	_ = command.Wait()
}

// greet tells the server what this editor can do.
func (s *server) greet() {
	s.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": "file://" + s.root,
		"workspaceFolders": []any{map[string]any{"uri": "file://" + s.root, "name": "lab"}},
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "workspaceFolders": true},
			"textDocument": map[string]any{
				"completion": map[string]any{"completionItem": map[string]any{"snippetSupport": true, "documentationFormat": []string{"markdown"}}},
				"hover":      map[string]any{"contentFormat": []string{"markdown"}},
			},
		},
	}, nil)
	s.notify("initialized", map[string]any{})
}

// settle waits until the server uses the settings, which it asks for in its own time: until it has marked a file that
// they make wrong.
func (s *server) settle() {
	s.t.Helper()
	canary := s.open("canary.kaaslab.yaml", "kind: Canary\n")
	for len(canary.diagnose(s.t)) == 0 {
		continue
	}
	canary.close()
}

func (s *server) call(method string, params, result any) {
	s.t.Helper()
	if err := s.conn.Call(s.t.Context(), method, params, result); err != nil {
		s.t.Fatalf("%s: %v", method, err)
	}
}

func (s *server) notify(method string, params any) {
	s.t.Helper()
	if err := s.conn.Notify(s.t.Context(), method, params); err != nil {
		s.t.Fatalf("%s: %v", method, err)
	}
}

// answer is the editor's side: the server asks for the settings, and publishes what it finds.
func (s *server) answer(_ context.Context, _ *jsonrpc2.Conn, request *jsonrpc2.Request) (any, error) {
	switch request.Method {
	case "workspace/configuration":
		return s.configuration(*request.Params)
	case "textDocument/publishDiagnostics":
		var found publication
		if err := json.Unmarshal(*request.Params, &found); err != nil {
			return nil, err
		}
		s.inbox(found.URI) <- found.Diagnostics
	}
	return nil, nil
}

// configuration answers each asked section, of which this editor has one.
func (s *server) configuration(params json.RawMessage) (any, error) {
	var asked struct {
		Items []struct{ Section string }
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, err
	}
	answers := make([]any, len(asked.Items))
	for i, item := range asked.Items {
		if answers[i] = map[string]any{}; item.Section == "yaml" {
			answers[i] = s.settings
		}
	}
	return answers, nil
}

func (s *server) inbox(uri string) chan []diagnostic {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.published[uri] == nil {
		s.published[uri] = make(chan []diagnostic, 100)
	}
	return s.published[uri]
}

// absolute is the URI of a file of this repository.
func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return "file://" + full
}
