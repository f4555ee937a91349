package untyped

import (
	"slices"
	"testing"
)

func TestItems(t *testing.T) {
	if got := Items[string]([]any{"a", 1, nil, "b", []any{"c"}}); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
	for _, none := range []any{nil, "a", map[string]any{"a": "b"}, []string{"a"}} {
		if got := Items[string](none); got != nil {
			t.Errorf("%v has %q", none, got)
		}
	}
}
