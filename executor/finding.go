package executor

import (
	"cmp"
	"errors"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Verdict says how bad a finding is.
type Verdict string

// The verdicts of a check.
const (
	// Fine means that there is nothing to do.
	Fine Verdict = "ok"
	// Warning means that the lab may suffer from it.
	Warning Verdict = "warning"
	// Failure means that the lab cannot be made as things are.
	Failure Verdict = "failure"
)

// Finding is what a check found on the machine. Found and Remedy can be read without the name of the check.
type Finding struct {
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`
	Remedy  string  `json:"remedy,omitempty"`
	// Code is that of the error which a failure becomes.
	Code fault.Code `json:"code,omitempty"`
}

// String returns what was found and what to do about it.
func (f Finding) String() string {
	if f.Remedy == "" {
		return f.Found
	}
	return f.Found + "; " + f.Remedy
}

// FindingOf is the finding of a check that met an error. The error says what to do behind its first semicolon.
func FindingOf(check string, err error) Finding {
	found, remedy, _ := strings.Cut(err.Error(), "; ")
	return Finding{Check: check, Verdict: Failure, Found: found, Remedy: remedy, Code: fault.Of(err)}
}

// Unprepared is the error of a plan that cannot run on this machine as it is.
type Unprepared struct{ Err error }

// Error says what is missing.
func (u *Unprepared) Error() string { return u.Err.Error() }

// Unwrap returns the errors of the checks.
func (u *Unprepared) Unwrap() error { return u.Err }

// Prepared returns an *Unprepared with every finding that is a failure, or nil.
func Prepared(findings []Finding) error {
	var missing []error
	for _, f := range findings {
		if f.Verdict == Failure {
			missing = append(missing, fault.Errorf(cmp.Or(f.Code, fault.FailedChecks), "%s", f))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &Unprepared{errors.Join(missing...)}
}
