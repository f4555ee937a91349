package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/kaaslab/kaaslab/internal/version"
)

// TestVersionOfBothPrograms compares the texts: kaaslab starts no kaaslab-embedded of another version.
func TestVersionOfBothPrograms(t *testing.T) {
	own, embedded := version.Number, versionIn(t, filepath.Join(repository(t), "embedded", "main.go"))
	if own != embedded {
		t.Errorf("kaaslab is version %s and kaaslab-embedded is version %s", own, embedded)
	}
}

func versionIn(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^var version = "(v[0-9.]+)"$`).FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no line that sets the version", path)
	}
	return string(found[1])
}
