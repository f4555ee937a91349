package apiserver

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
)

func TestReleasesAreEmulatedWhereKubernetesCanDoThat(t *testing.T) {
	for _, c := range []struct{ of, says, api string }{
		{"", "v1.36", "1.36"}, // tests are linked without the patch number
		{"v1.36.1", "v1.36.1", "1.36"},
		{"v1.36.99", "v1.36.99", "1.36"},
		{"v1.35.2", "v1.35.2", "1.35"},
		{"v1.33.0", "v1.33.0", "1.33"},
		{"v1.32.9", "v1.33.0", "1.33"},
		{"v1.19.3", "v1.33.0", "1.33"},
		{"v1.37.0", "v1.36", "1.36"},
		{"v2.0.0", "v1.36", "1.36"},
	} {
		r, err := releaseOf(c.of)
		if err != nil {
			t.Fatal(err)
		}
		info := r.Info()
		if info.GitVersion != c.says || r.minor() != c.api || info.Major+"."+info.Minor != c.api {
			t.Errorf("a cluster of %q says %s with the API of %s, and %s.%s; want %s and %s",
				c.of, info.GitVersion, r.minor(), info.Major, info.Minor, c.says, c.api)
		}
		if errs := r.Validate(); len(errs) > 0 {
			t.Errorf("a server for %q would not start: %v", c.of, errs)
		}
	}
}

func TestVersionThatIsNoneIsAnError(t *testing.T) {
	if r, err := releaseOf("latest"); err == nil {
		t.Errorf("it was taken for %s", r.says)
	}
}

func TestReleasesAreNoOtherServers(t *testing.T) {
	one, err := releaseOf("v1.34.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := releaseOf("v1.35.1"); err != nil {
		t.Fatal(err)
	}
	if one.minor() != "1.34" {
		t.Errorf("it changed to %s with that of another server", one.minor())
	}
}

// TestPlansKnowWhichReleasesAreEmulated is about what kaaslab says of clusters
// before there is one.
func TestPlansKnowWhichReleasesAreEmulated(t *testing.T) {
	text, err := os.ReadFile("../../../../spec/releases.go")
	if err != nil {
		t.Fatal(err)
	}
	minor := func(name string) int {
		t.Helper()
		found := regexp.MustCompile(name + `: (\d+)`).FindSubmatch(text)
		if found == nil {
			t.Fatalf("spec/releases.go has no %s", name)
		}
		n, err := strconv.Atoi(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	oldest, newest := minor("OldestEmulated"), minor("NewestEmulated")
	for asked, want := range map[int]int{oldest - 1: oldest, oldest: oldest, newest: newest, newest + 1: newest} {
		r, err := releaseOf(fmt.Sprintf("v1.%d.0", asked))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("1.%d", want); r.minor() != got {
			t.Errorf("a cluster of v1.%d has the API of %s, and plans say %s", asked, r.minor(), got)
		}
	}
}
