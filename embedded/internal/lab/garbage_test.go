package lab

import "testing"

// TestGarbageOfALargeLabIsCollectedSooner: a small lab that has much to do is
// left alone, a large one keeps little more than it has to, one at rest least.
func TestGarbageOfALargeLabIsCollectedSooner(t *testing.T) {
	const mega, busy, small, large = 1 << 20, 200 << 20, 1000 << 20, 3000 << 20
	for name, of := range map[string]struct {
		live, rate, easy uint64
		want             int
	}{
		"nothing was collected yet":  {0, busy, small, 100},
		"a small lab":                {200 * mega, busy, small, 100},
		"twenty clusters":            {1200 * mega, busy, small, 50},
		"on a large machine":         {1200 * mega, busy, large, 100},
		"and somewhat more there":    {1900 * mega, busy, large, 55},
		"hundreds of clusters there": {2800 * mega, busy, large, 50},
		"a hundred clusters":         {5000 * mega, busy, small, 50},
		"at rest":                    {1200 * mega, 6 * mega, large, 20},
		"at rest, hardly anything":   {1200 * mega, 1000, large, 15},
		"a small one at rest":        {200 * mega, mega, large, 20},
	} {
		if got := garbageShare(of.live, of.rate, of.easy); got != of.want {
			t.Errorf("%s: %d percent may gather, want %d", name, got, of.want)
		}
	}
}
