package editor

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

var jsonBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// TestSettingsOfTheDocs: the settings that docs/editors.md shows make the server know lab files.
func TestSettingsOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	var settings map[string]map[string][]string
	if err := json.Unmarshal([]byte(jsonBlock.FindStringSubmatch(string(page))[1]), &settings); err != nil {
		t.Fatal(err)
	}
	known := map[string][]string{}
	for address, names := range settings["yaml.schemas"] {
		if address != readEntry(t).URL {
			t.Errorf("the page names %s and the catalog %s", address, readEntry(t).URL)
		}
		known[absolute(t, "../schemas/lab.v1alpha1.json")] = names
		for _, name := range names {
			if !strings.Contains(string(page), "'"+name+"'") {
				t.Errorf("Neovim's settings do not know %s", name)
			}
		}
	}
	s := start(t, map[string]any{"validate": true, "schemaStore": map[string]any{"enable": false}, "schemas": known})
	if found := s.open("kaaslab.yaml", "kind: Lab\n").diagnose(t); len(found) == 0 {
		t.Error("kaaslab.yaml is not known")
	}
}
