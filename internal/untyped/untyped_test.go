package untyped

import (
	"reflect"
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

func TestText(t *testing.T) {
	object := map[string]any{"kind": "Pod", "metadata": map[string]any{"name": "a", "generation": 1}}
	for want, path := range map[string][]string{"Pod": {"kind"}, "a": {"metadata", "name"}} {
		if got := Text(object, path...); got != want {
			t.Errorf("%v is %q, want %q", path, got, want)
		}
	}
	for _, path := range [][]string{{"metadata"}, {"metadata", "generation"}, {"kind", "name"}, {"spec", "template", "name"}} {
		if got := Text(object, path...); got != "" {
			t.Errorf("%v is %q", path, got)
		}
	}
}

func TestCopyIsNoneOfWhatWasCopied(t *testing.T) {
	of := map[string]any{"a": []any{1, map[string]any{"b": 2}}}
	copied := Copy(of, func(leaf any) any { return leaf.(int) * 10 })
	if want := map[string]any{"a": []any{10, map[string]any{"b": 20}}}; !reflect.DeepEqual(copied, want) {
		t.Errorf("%v", copied)
	}
	copied.(map[string]any)["a"].([]any)[0] = 3
	if of["a"].([]any)[0] != 1 {
		t.Errorf("%v", of)
	}
}
