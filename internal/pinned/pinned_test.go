package pinned_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pinned"
)

func TestCheck(t *testing.T) {
	table := pinned.Table{"a/v1/file": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"} // of hello
	if err := table.Check("a/v1/file", []byte("hello")); err != nil {
		t.Error(err)
	}
	if err := table.Check("a/v2/file", []byte("whatever")); err != nil {
		t.Errorf("what is not pinned: %v", err)
	}
	err := table.Check("a/v1/file", []byte("jello"))
	if fault.Of(err) != fault.WrongDownload || !strings.Contains(err.Error(), "2cf24dba") || strings.Count(err.Error(), "SHA-256") != 1 {
		t.Errorf("got %v, want both digests", err)
	}
}

// TestReleasesAreFilesThatAreDownloaded: a digest of a misspelled file would pin nothing.
func TestReleasesAreFilesThatAreDownloaded(t *testing.T) {
	for name, digest := range pinned.Releases {
		version := strings.Split(name, "/")[1]
		if known := append(pinned.ClusterAPI(version), pinned.Sveltos(version)); !slices.Contains(known, name) {
			t.Errorf("%s is nothing that is downloaded", name)
		}
		if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(digest) {
			t.Errorf("%s has %q, which is no SHA-256", name, digest)
		}
	}
}
