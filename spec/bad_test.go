package spec

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func TestBadLabsAreRefusedWithPlaceAndReason(t *testing.T) {
	eachArchive(t, "testdata/bad/*.txtar", 60, func(t *testing.T, a archive) {
		lab, warnings, err := a.parse()
		var invalid *Invalid
		if !errors.As(err, &invalid) || lab != nil || warnings != nil {
			t.Fatalf("got lab %v, warnings %v and error %v, want only an *Invalid", lab, warnings, err)
		}
		got := strings.ReplaceAll(fault.Text(err)+"\n", "lab.yaml:", "")
		if *update {
			a.write(t, "want", got)
			return
		}
		if diff := cmp.Diff(a.parts["want"], got); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	})
}
