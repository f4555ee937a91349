package docs

import "testing"

const safety = "safety.md"

// TestEveryPromiseHasAProof: what the page on safety promises is held by a test that is there, or the page says that none is.
func TestEveryPromiseHasAProof(t *testing.T) {
	if len(readRows(t, safety)) == 0 {
		t.Fatalf("%s has no rows", safety)
	}
	checkNamedTests(t, safety)
}
