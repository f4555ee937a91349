// Package until leaves out scenarios that would end too late for whoever runs them, and says so.
package until

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// Variable is an environment variable with the moment at which all scenarios have to be over, in seconds since 1970. Without it, there is none.
const Variable = "KAASLAB_E2E_UNTIL"

// Enough skips the test if it could not end in time. What it takes is meant for a slow machine.
func Enough(t testing.TB, takes time.Duration) {
	t.Helper()
	left, limited, err := left(os.Getenv(Variable), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if limited && left < takes {
		t.Skipf("%s is left out: it may take %s, and there are %s until %s", t.Name(), takes, left.Round(time.Second), Variable)
	}
}

func left(moment string, now time.Time) (left time.Duration, limited bool, err error) {
	if moment == "" {
		return 0, false, nil
	}
	seconds, err := strconv.ParseInt(moment, 10, 64)
	if err != nil {
		return 0, false, fmt.Errorf("%s=%q is no number of seconds since 1970: %w", Variable, moment, err)
	}
	return time.Unix(seconds, 0).Sub(now), true, nil
}
