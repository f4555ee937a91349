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
	start  time.Time
	rows   []string
	failed []string // those rows of steps that failed
}

// failures are the first words of what failed in one step. They stand at the end
// of the scenario and in the report too, for between them and that end are all the logs.
type failures struct{ said []string }

func (f *failures) add(text string) {
	if f != nil {
		f.said = append(f.said, "            "+strings.ReplaceAll(text[:min(len(text), 1500)], "\n", "\n            "))
	}
}

func (l *lab) Error(args ...any) {
	l.Helper()
	l.failures.add(fmt.Sprint(args...))
	l.T.Error(args...)
}

func (l *lab) Errorf(format string, args ...any) {
	l.Helper()
	l.failures.add(fmt.Sprintf(format, args...))
	l.T.Errorf(format, args...)
}

func (l *lab) Fatal(args ...any) {
	l.Helper()
	l.failures.add(fmt.Sprint(args...))
	l.T.Fatal(args...)
}

func (l *lab) Fatalf(format string, args ...any) {
	l.Helper()
	l.failures.add(fmt.Sprintf(format, args...))
	l.T.Fatalf(format, args...)
}

// step runs one step of a lab's life, and reports whether it passed. Of one
// that fails everything is shown that may tell why.
func (l *lab) step(name string, live func(*lab)) bool {
	start, verdict, failed := time.Now(), "not run", &failures{}
	passed := l.T.Run(name, func(t *testing.T) {
		verdict = "ok"
		inner := l.in(t)
		inner.failures = failed
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
	rows := append([]string{fmt.Sprintf("%8.1fs  %-8s  %-10s  %s", time.Since(start).Seconds(), verdict, l.Name, name)}, failed.said...)
	report.rows = append(report.rows, rows...)
	if !passed {
		report.failed = append(report.failed, rows...)
	}
	return passed
}

// sayFailures is the last that a scenario says: whoever sees only the end of a log sees why it failed.
func sayFailures(t *testing.T) {
	if t.Failed() && len(report.failed) > 0 {
		t.Logf("what failed:\n%s", strings.Join(report.failed, "\n"))
	}
}

func printReport() {
	if len(report.rows) > 0 {
		fmt.Printf("\n%s\n%8.1fs  in all\n\n", strings.Join(report.rows, "\n"), time.Since(report.start).Seconds())
	}
}
