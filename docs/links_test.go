package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinksLeadSomewhere follows each link of a page to another file of the repository, and to its heading.
func TestLinksLeadSomewhere(t *testing.T) {
	followed := 0
	for _, pattern := range []string{"../*.md", "*.md", "how-to/*.md", "reference/*.md", "decisions/*.md", "../embedded/*.md", "../e2e/*.md"} {
		pages, _ := filepath.Glob(pattern)
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range link.FindAllStringSubmatch(string(text), -1) {
				path, heading, _ := strings.Cut(found[1], "#")
				if strings.Contains(path, "://") || strings.HasPrefix(path, "mailto:") {
					continue
				}
				followed++
				if path == "" {
					path = filepath.Base(page)
				}
				if reason := broken(filepath.Join(filepath.Dir(page), path), heading); reason != "" {
					t.Errorf("%s: %s %s", page, found[1], reason)
				}
			}
		}
	}
	if followed < 40 {
		t.Errorf("followed only %d links", followed)
	}
}

func broken(path, heading string) (reason string) {
	if _, err := os.Stat(path); err != nil {
		return "leads nowhere"
	}
	if heading == "" {
		return ""
	}
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") && anchor(line) == heading {
			return ""
		}
	}
	return "has no such heading"
}

var notInAnchors = regexp.MustCompile(`[^a-z0-9 _-]`)

// anchor is the name that a heading gets on GitHub.
func anchor(line string) string {
	title := strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#")))
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(title, ""), " ", "-")
}

// TestIndexNamesEveryPage: docs/README.md leads to each page.
func TestIndexNamesEveryPage(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"*.md", "how-to/*.md", "reference/*.md"} {
		pages, _ := filepath.Glob(pattern)
		for _, page := range pages {
			if page != "README.md" && !strings.Contains(string(index), "("+filepath.ToSlash(page)+")") {
				t.Errorf("docs/README.md does not lead to %s", page)
			}
		}
	}
}
