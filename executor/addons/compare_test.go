package addons

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// TestCompare holds what is told against files: what is wanted, what was installed, and what is there, of which a comment may say
// what those who installed it hold.
func TestCompare(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sections := map[string]string{}
			for _, f := range archive.Files {
				sections[f.Name] = string(f.Data)
			}
			got := told(compare(wantedIn(t, sections["wanted"]), thereIn(t, sections)))
			if diff := cmp.Diff(sections["told"], got); diff != "" {
				t.Errorf("it is told otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

func wantedIn(t *testing.T, text string) []wanted {
	t.Helper()
	var all []wanted
	for _, object := range decode(t, text) {
		all = append(all, wanted{object: object, from: "test", once: object["kind"] == "Namespace"})
	}
	return all
}

func thereIn(t *testing.T, sections map[string]string) there {
	t.Helper()
	have := there{live: map[key]kube.Object{}, before: map[key]kube.Object{}}
	for _, object := range decode(t, sections["before"]) {
		have.before[keyOf(object)] = object
		have.was = append(have.was, installed{key: keyOf(object), apiVersion: fmt.Sprint(object["apiVersion"]), from: "before"})
	}
	for _, object := range decode(t, sections["live"]) {
		have.live[keyOf(object)] = object
	}
	return have
}

func decode(t *testing.T, text string) []map[string]any {
	t.Helper()
	objects, err := charts.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

func told(c comparison) string {
	var text strings.Builder
	for _, o := range c.objects {
		fmt.Fprintf(&text, "%s %s (%s)\n", o.Action, o.Title(), o.From)
		for _, change := range o.Changes {
			fmt.Fprintf(&text, "  %s\n", change)
		}
	}
	fmt.Fprintf(&text, "%d as they are\n", c.same)
	return text.String()
}
