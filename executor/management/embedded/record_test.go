package embedded

import (
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestALabKeepsTheDefaultThatItWasMadeWith: also one that was made before there was a choice.
func TestALabKeepsTheDefaultThatItWasMadeWith(t *testing.T) {
	h := newHandler(t)
	check := func(want spec.Infrastructure) {
		t.Helper()
		if got, err := DefaultInfrastructure(h.dir); err != nil || got != want {
			t.Errorf("the default is %q, %v; want %q", got, err, want)
		}
	}
	check(spec.InfrastructureSimulated)
	if err := h.writeRecord(record{Name: "demo-management"}); err != nil {
		t.Fatal(err)
	}
	check(spec.InfrastructureInMemory)
	if err := h.writeRecord(record{Name: "demo-management", Default: spec.InfrastructureSimulated}); err != nil {
		t.Fatal(err)
	}
	check(spec.InfrastructureSimulated)
}
