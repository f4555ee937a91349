package release

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// TestChecksumsAreTrue: checksums.txt names everything that is downloaded, with the right sum.
func TestChecksumsAreTrue(t *testing.T) {
	d := openDist(t)
	text, err := os.ReadFile(d.path(d.of(typeChecksum, "")[0]))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		sums[name] = sum
	}
	checked := 0
	for _, kind := range []string{typeArchive, typePackage, typeSBOM} {
		for _, a := range d.of(kind, "") {
			content, err := os.ReadFile(d.path(a))
			if err != nil {
				t.Fatal(err)
			}
			if sum := sha256.Sum256(content); sums[a.Name] != hex.EncodeToString(sum[:]) {
				t.Errorf("%s: the sum is %x, listed is %q", a.Name, sum, sums[a.Name])
			}
			checked++
		}
	}
	if checked != len(sums) || checked < 8 {
		t.Errorf("checked %d files, %d are listed", checked, len(sums))
	}
}
