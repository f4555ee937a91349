package series_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/series"
)

func TestFold(t *testing.T) {
	self := func(name string) string { return name }
	for _, test := range []struct{ name, names, want string }{
		{"nothing", "", ""},
		{"a fleet", "f-001 f-002 f-003 f-004", "f-001 ... f-004"},
		{"too few for a series", "f-001 f-002 f-003", "f-001 f-002 f-003"},
		{"a gap", "f-1 f-2 f-3 f-4 f-6", "f-1 ... f-4 f-6"},
		{"the width of the number grows", "f-8 f-9 f-10 f-11", "f-8 ... f-11"},
		{"no numbers", "a b c d", "a b c d"},
		{"two fleets at once", "f-1 g-1 f-2 g-2 f-3 g-3 f-4 g-4", "f-1 ... f-4 g-1 ... g-4"},
		{"not in order", "f-4 f-3 f-2 f-1", "f-4 f-3 f-2 f-1"},
		{"a number that is too long to count", "f-99999999999999999999", "f-99999999999999999999"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var titles []string
			for _, group := range series.Fold(strings.Fields(test.names), self, func(string, string) bool { return true }) {
				titles = append(titles, series.Title(group, self))
			}
			if got := strings.Join(titles, " "); got != test.want {
				t.Errorf("folded to %q, want %q", got, test.want)
			}
		})
	}
}

func TestFoldKeepsApartWhatDiffers(t *testing.T) {
	type item struct{ name, state string }
	items := []item{{"f-1", "up"}, {"f-2", "up"}, {"f-3", "down"}, {"f-4", "up"}, {"f-5", "up"}, {"f-6", "up"}, {"f-7", "up"}}
	groups := series.Fold(items, func(i item) string { return i.name }, func(a, b item) bool { return a.state == b.state })
	var sizes []int
	for _, group := range groups {
		sizes = append(sizes, len(group))
	}
	if len(sizes) != 4 || sizes[3] != 4 {
		t.Errorf("groups of %v, want three of one and one of four", sizes)
	}
}

func TestAnonymous(t *testing.T) {
	for _, test := range []struct{ text, name, want string }{
		{"waiting for Machine f-001-x7k2p, f-001-md-0-abc: NodeHealthy", "f-001", "waiting for Machine *, *: NodeHealthy"},
		{"0 of 1 machines", "f-001", "0 of 1 machines"},
		{"anything", "", "anything"},
	} {
		if got := series.Anonymous(test.text, test.name); got != test.want {
			t.Errorf("anonymous %q is %q, want %q", test.text, got, test.want)
		}
	}
}
