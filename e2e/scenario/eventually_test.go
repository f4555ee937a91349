package scenario

import "time"

// failer is a test, or a lab in one.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// eventually polls, for what no watch tells of.
func eventually(t failer, limit time.Duration, what string, ask func() error) {
	t.Helper()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(limit)
	for err := ask(); err != nil; err = ask() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s: %v", limit, what, err)
		}
		<-tick.C
	}
}
