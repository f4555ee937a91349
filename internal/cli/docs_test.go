package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// TestReferenceIsCurrent: the pages in docs/ say what the program says.
func TestReferenceIsCurrent(t *testing.T) {
	pages, err := referencePages(newProgram(strings.NewReader(""), io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil || string(got) != want {
			t.Errorf("docs/%s is not what the program says; run make docs (%v)", name, err)
		}
	}
}

// TestEveryCodeHasASection: a code leads to its section by an anchor of its own.
func TestEveryCodeHasASection(t *testing.T) {
	page, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, area := range fault.Areas() {
		for _, e := range area.Entries {
			if strings.Count(string(page), "\n### "+strings.ToUpper(e.Code.Anchor())+"\n") != 1 {
				t.Errorf("docs/errors.md has not one section for %s; run make docs", e.Code)
			}
		}
	}
}

func TestEveryExitCodeIsDescribed(t *testing.T) {
	described := map[int]bool{}
	for _, e := range exits {
		described[e.Code] = e.Meaning != ""
	}
	for _, code := range []int{exitDone, exitFailed, exitPending, exitIncomplete, exitLocked, exitRefused, exitInvalid, exitPreflight, exitInterrupt} {
		if !described[code] {
			t.Errorf("no words for exit code %d", code)
		}
	}
}
