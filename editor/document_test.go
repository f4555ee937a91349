package editor

import (
	"path/filepath"
	"testing"
)

// document is a file that is open in the editor.
type document struct {
	server *server
	uri    string
}

// place counts lines and characters from zero, as the protocol does.
type place struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type diagnostic struct {
	Range   struct{ Start, End place }
	Message string
}

type publication struct {
	URI         string
	Diagnostics []diagnostic
}

// open opens a text under a path of the workspace, or of the repository when the path is absolute.
func (s *server) open(path, text string) document {
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.root, path)
	}
	d := document{s, "file://" + path}
	s.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": d.uri, "languageId": "yaml", "version": 1, "text": text},
	})
	return d
}

// diagnose waits for what the server says of a document.
func (d document) diagnose(t *testing.T) []diagnostic {
	t.Helper()
	select {
	case found := <-d.server.inbox(d.uri):
		return found
	case <-t.Context().Done():
		t.Fatalf("no diagnostics of %s", d.uri)
		return nil
	}
}

func (d document) close() {
	d.server.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": d.uri}})
}

// item is one offer of completion.
type item struct {
	Label         string
	InsertText    string
	Documentation any
	TextEdit      struct {
		Range   struct{ Start, End place }
		NewText string
	}
}

// complete asks what could stand at a place.
func (d document) complete(at place) map[string]item {
	var list struct{ Items []item }
	d.server.call("textDocument/completion", d.at(at), &list)
	offers := map[string]item{}
	for _, offer := range list.Items {
		offers[offer.Label] = offer
	}
	return offers
}

// hover asks what is said of a place.
func (d document) hover(at place) string {
	var found struct{ Contents struct{ Value string } }
	d.server.call("textDocument/hover", d.at(at), &found)
	return found.Contents.Value
}

func (d document) at(at place) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": d.uri}, "position": at}
}
