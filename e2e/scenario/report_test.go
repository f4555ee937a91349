package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// report is the table that a test prints when it ends.
type report struct {
	start time.Time
	rows  []string
}

func newReport(t *testing.T) *report {
	r := &report{start: time.Now()}
	t.Cleanup(func() {
		t.Logf("%s\n%s\n%8.1fs  in all", t.Name(), strings.Join(r.rows, "\n"), time.Since(r.start).Seconds())
	})
	return r
}

// step runs one step of a life, and reports whether it passed.
func (r *report) step(l *lab, name string, live func(*lab)) bool {
	start := time.Now()
	passed := l.T.Run(name, func(t *testing.T) { live(l.in(t)) })
	verdict := "ok"
	if !passed {
		verdict = "FAILED"
	}
	r.rows = append(r.rows, fmt.Sprintf("%8.1fs  %-6s  %s", time.Since(start).Seconds(), verdict, name))
	return passed
}
