package kube

import (
	"slices"
	"strconv"

	"sigs.k8s.io/structured-merge-diff/v6/value"
)

// NotHeld returns the path of a field that the wanted object sets and that kaaslab does not hold, or nothing. Somebody
// changed such a field, or never let it be set, even if its value is the wanted one or cannot be compared.
func NotHeld(wanted Object, held Held) string {
	for _, key := range sortedKeys(wanted) {
		inner := wanted[key]
		switch key {
		case "apiVersion", "kind": // nobody holds what says which object it is
		case "metadata":
			metadata, _ := inner.(map[string]any)
			for _, name := range []string{"labels", "annotations"} {
				if path := notHeld(metadata[name], held.At(key, name), key+"."+name); path != "" {
					return path
				}
			}
		default:
			if path := notHeld(inner, held.At(key), key); path != "" {
				return path
			}
		}
	}
	return ""
}

// HoldsAll reports whether a value, and all within it, is held.
func HoldsAll(held Held, value any) bool { return notHeld(value, held, "value") == "" }

func notHeld(wanted any, held Held, path string) string {
	if wanted == nil || held.undivided() {
		return "" // servers drop a null
	}
	switch wanted := wanted.(type) {
	case map[string]any:
		for _, key := range sortedKeys(wanted) {
			if missing := notHeld(wanted[key], held.At(key), path+"."+key); missing != "" {
				return missing
			}
		}
		return ""
	case []any:
		return itemNotHeld(wanted, held, path)
	}
	return path
}

func itemNotHeld(wanted []any, held Held, path string) string {
	for i, item := range wanted {
		below := heldItem(held, slices.Collect(held.elements()), item)
		at := path + "[" + strconv.Itoa(i) + "]"
		if !below.Any() {
			return at
		}
		if missing := notHeld(item, below, at); missing != "" {
			return missing
		}
	}
	return ""
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func valueOf(v any) *value.Value {
	wrapped := value.NewValueInterface(v)
	return &wrapped
}

func equalValues(a, b any) bool { return value.Equals(*valueOf(a), *valueOf(b)) }
