package lab

import "testing"

// TestGarbageOfALargeLabIsCollectedSooner: a small lab that has much to do is
// left alone, a large one keeps little more than it has to, one at rest least.
func TestGarbageOfALargeLabIsCollectedSooner(t *testing.T) {
	const mega, busy = 1 << 20, 200 << 20
	for name, of := range map[string]struct {
		live, rate uint64
		want       int
	}{
		"nothing was collected yet": {0, busy, 100},
		"a small lab":               {200 * mega, busy, 100},
		"twenty clusters":           {1200 * mega, busy, 50},
		"a hundred clusters":        {5000 * mega, busy, 40},
		"at rest":                   {1200 * mega, 6 * mega, 20},
		"at rest, hardly anything":  {1200 * mega, 1000, 15},
		"a small one at rest":       {200 * mega, mega, 20},
	} {
		if got := garbageShare(of.live, of.rate); got != of.want {
			t.Errorf("%s: %d percent may gather, want %d", name, got, of.want)
		}
	}
}
