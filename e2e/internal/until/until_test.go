package until

import (
	"testing"
	"time"
)

func TestLeft(t *testing.T) {
	now := time.Unix(1000, 0)
	for moment, want := range map[string]time.Duration{"1060": time.Minute, "940": -time.Minute} {
		if left, limited, err := left(moment, now); left != want || !limited || err != nil {
			t.Errorf("%s: %s, %t, %v, want %s", moment, left, limited, err, want)
		}
	}
	if _, limited, err := left("", now); limited || err != nil {
		t.Errorf("without a moment: %t, %v", limited, err)
	}
	if _, _, err := left("soon", now); err == nil {
		t.Error("soon is taken for a moment")
	}
}

// TestEnough shows that a scenario is left out, and not failed or run.
func TestEnough(t *testing.T) {
	t.Setenv(Variable, "1")
	ran := false
	t.Run("late", func(t *testing.T) {
		Enough(t, time.Minute)
		ran = true
	})
	if ran || t.Failed() {
		t.Errorf("it ran: %t, failed: %t", ran, t.Failed())
	}
}
