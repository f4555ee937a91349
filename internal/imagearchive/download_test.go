package imagearchive

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestDownloadedBefore: of the same images a registry is not even asked for manifests, unless what was kept is damaged.
func TestDownloadedBefore(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	on := base(t)
	one, _ := h.push(t, "one:1", on)
	two, _ := h.push(t, "two:2", on)
	dir := filepath.Join(t.TempDir(), "blobs")
	first, err := Download(t.Context(), dir, []Wanted{one, two}, options(&waits))
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	h.first = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/manifests/") {
			asked++
		}
		return false
	}
	h.requests()
	again, err := Download(t.Context(), dir, []Wanted{one, two}, options(&waits))
	if diff := cmp.Diff(first, again); diff != "" || err != nil || asked+h.requests() > 0 {
		t.Errorf("asked for %d manifests (%v), and has others (-first +again):\n%s", asked, err, diff)
	}
	if err := os.WriteFile(filepath.Join(dir, first[0].Manifest.Digest.Hex), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err = Download(t.Context(), dir, []Wanted{one, two}, options(&waits)); err != nil || asked == 0 || !(store{dir}).has(part{again[0].Manifest.Digest, again[0].Manifest.Size, nil}) {
		t.Errorf("what is damaged is kept: %v", err)
	}
	asked = 0
	if other, err := Download(t.Context(), dir, []Wanted{one}, options(&waits)); err != nil || len(other) != 1 || asked == 0 {
		t.Errorf("of other images there are %v (%v)", other, err)
	}
}
