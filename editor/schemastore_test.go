package editor

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/schemas"
)

// entry is what SchemaStore's catalog says of one schema.
type entry struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	FileMatch   []string `json:"fileMatch"`
	URL         string   `json:"url"`
}

func readEntry(t *testing.T) (e entry) {
	t.Helper()
	text, err := os.ReadFile("../schemas/schemastore/catalog-entry.json")
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestCatalogEntryFollowsTheRulesOfSchemaStore: what its maintainers ask of an entry.
func TestCatalogEntryFollowsTheRulesOfSchemaStore(t *testing.T) {
	e := readEntry(t)
	for rule, kept := range map[string]bool{
		"a name, which does not say schema":        e.Name != "" && !strings.Contains(strings.ToLower(e.Name), "schema"),
		"a description, which does not say schema": e.Description != "" && !strings.Contains(strings.ToLower(e.Description), "schema"),
		"an address by https":                      strings.HasPrefix(e.URL, "https://") && strings.HasSuffix(e.URL, "/schemas/lab.v1alpha1.json"),
		"names of files":                           len(e.FileMatch) > 0,
	} {
		if !kept {
			t.Errorf("the entry has not %s: %+v", rule, e)
		}
	}
	for _, pattern := range e.FileMatch {
		if !strings.Contains(pattern, "kaaslab.") {
			t.Errorf("%s matches files of others", pattern)
		}
	}
}

// TestCatalogEntryFindsLabFiles gives the server a catalog that has the entry. A lab.yaml is no file of ours by its
// name, and names the schema itself.
func TestCatalogEntryFindsLabFiles(t *testing.T) {
	s := start(t, map[string]any{
		"validate": true, "schemaStore": map[string]any{"enable": true, "url": catalogOf(t, readEntry(t))},
	})
	const bad = "kind: Lab\n"
	for path, c := range map[string]struct {
		text   string
		marked bool
	}{
		"kaaslab.yaml":       {bad, true},
		"deep/kaaslab.yml":   {bad, true},
		"demo.kaaslab.yaml":  {bad, true},
		"lab.yaml":           {bad, false},
		"values.yaml":        {bad, false},
		"with-line/lab.yaml": {"# yaml-language-server: $schema=" + absolute(t, "../schemas/lab.v1alpha1.json") + "\n" + bad, true},
	} {
		if marked := len(s.open(path, c.text).diagnose(t)) > 0; marked != c.marked {
			t.Errorf("%s: marked %v, want %v", path, marked, c.marked)
		}
	}
}

// catalogOf serves a catalog of one entry, whose schema is the one of this checkout.
func catalogOf(t *testing.T, e entry) (url string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	e.URL = server.URL + "/lab.json"
	mux.HandleFunc("/catalog.json", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"version": 1, "schemas": []entry{e}})
	})
	mux.HandleFunc("/lab.json", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(schemas.Lab()) })
	return server.URL + "/catalog.json"
}
