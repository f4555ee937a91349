package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// report is the table of all steps, which is printed when the last test has
// ended.
var report struct {
	start time.Time
	rows  []string
}

// step runs one step of a lab's life, and reports whether it passed. Of one
// that fails everything is shown that may tell why.
func (l *lab) step(name string, live func(*lab)) bool {
	start, verdict := time.Now(), "not run"
	passed := l.T.Run(name, func(t *testing.T) {
		verdict = "ok"
		inner := l.in(t)
		defer func() {
			if t.Failed() {
				inner.dump()
			}
			if t.Skipped() {
				verdict = "left out"
			}
		}()
		live(inner)
	})
	if !passed {
		verdict = "FAILED"
	}
	report.rows = append(report.rows, fmt.Sprintf("%8.1fs  %-8s  %-10s  %s", time.Since(start).Seconds(), verdict, l.Name, name))
	return passed
}

func printReport() {
	if len(report.rows) > 0 {
		fmt.Printf("\n%s\n%8.1fs  in all\n\n", strings.Join(report.rows, "\n"), time.Since(report.start).Seconds())
	}
}
