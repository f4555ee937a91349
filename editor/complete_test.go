package editor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCompletionOffersEveryKey asks at the place of the first key of every mapping, in a file that has nothing else.
func TestCompletionOffersEveryKey(t *testing.T) {
	s, keys := start(t, mapped(t)), 0
	eachMapping(nil, readSchema(t), func(at []step, n *node) {
		text, first := almostEmpty(at)
		d := s.open(pathOf(at)+".kaaslab.yaml", text)
		offers := d.complete(first)
		for key, inner := range n.Properties {
			if slices.Contains([]string{"apiVersion", "kind", "name"}, key) && len(at) == 0 {
				continue // they are in the file
			}
			keys++
			offer, found := offers[key]
			if !found {
				t.Errorf("%s.%s is not offered", pathOf(at), key)
			}
			if said := strings.ReplaceAll(fmt.Sprint(offer.Documentation), `\`, ""); !strings.Contains(said, firstLine(inner.Description)) {
				t.Errorf("%s.%s is offered with %q", pathOf(at), key, said)
			}
		}
		d.close()
	})
	if keys < 60 {
		t.Errorf("asked for only %d keys", keys)
	}
}

// TestCompletionOffersEveryValue: where few values are allowed, they are offered.
func TestCompletionOffersEveryValue(t *testing.T) {
	s, keys := start(t, mapped(t)), 0
	eachMapping(nil, readSchema(t), func(at []step, n *node) {
		for key, inner := range n.Properties {
			if len(inner.Enum) == 0 || len(at) == 0 {
				continue
			}
			keys++
			text, value := almostEmpty(at)
			value.Character += len(key) + 2
			d := s.open(pathOf(at)+"."+key+".kaaslab.yaml", text+key+": ")
			offers := d.complete(value)
			for _, word := range inner.Enum {
				if _, found := offers[word]; !found {
					t.Errorf("%s.%s: %s is not offered", pathOf(at), key, word)
				}
			}
			d.close()
		}
	})
	if keys < 6 {
		t.Errorf("asked for the values of only %d keys", keys)
	}
}

// TestHoverExplainsEveryKey points at every key of a file that has no other.
func TestHoverExplainsEveryKey(t *testing.T) {
	s, keys := start(t, mapped(t)), 0
	eachMapping(nil, readSchema(t), func(at []step, n *node) {
		for key, inner := range n.Properties {
			keys++
			text, first := almostEmpty(at)
			if len(at) == 0 {
				text, first = "", place{}
			}
			d := s.open(pathOf(at)+"."+key+".hover.kaaslab.yaml", text+key+": \n")
			said := strings.ReplaceAll(d.hover(first), `\`, "")
			hasExample := strings.Contains(said, "Example") || slices.ContainsFunc(at, func(s step) bool { return s.foreign })
			if !strings.Contains(said, firstLine(inner.Description)) || !hasExample {
				t.Errorf("%s.%s is explained as %q", pathOf(at), key, said)
			}
			if inner.Default != nil && !strings.Contains(said, fmt.Sprintf("Default: %v", inner.Default)) {
				t.Errorf("%s.%s has a default, and the editor says %q", pathOf(at), key, said)
			}
			d.close()
		}
	})
	if keys < 60 {
		t.Errorf("asked for only %d keys", keys)
	}
}

func firstLine(description string) string {
	line, _, _ := strings.Cut(description, "\n")
	return line
}
