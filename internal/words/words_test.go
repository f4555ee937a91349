package words

import "testing"

func TestSome(t *testing.T) {
	names := []string{"a", "b", "c"}
	for most, want := range map[int]string{3: "a, b, c", 2: "a, b and 1 more", 1: "a and 2 more"} {
		if got := Some(names, most); got != want {
			t.Errorf("at most %d: %q, want %q", most, got, want)
		}
	}
}
