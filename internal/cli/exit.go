package cli

import (
	"errors"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/internal/cli/reference"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// The exit codes. They are an interface: scripts tell by them what happened.
const (
	exitDone       = 0
	exitFailed     = 1 // also wrong flags and arguments
	exitPending    = 2 // plan --detailed-exitcode: there are changes
	exitIncomplete = 3 // some steps are not done: apply again; images that are not known
	exitLocked     = 4 // another run holds the lab's lock
	exitRefused    = 5 // something belongs to somebody else, or would be replaced without leave
	exitInvalid    = 6 // the lab file is missing or wrong, or a flag names what it does not have
	exitPreflight  = 7 // something that the lab needs is missing on this machine or in this build
	exitInterrupt  = 130
)

// exits describes them for the reference.
var exits = []reference.Exit{
	{Code: exitDone, Meaning: "done, or nothing to do"},
	{Code: exitFailed, Meaning: "failed; also wrong flags or arguments"},
	{Code: exitPending, Meaning: "there are changes (`plan --detailed-exitcode`)"},
	{Code: exitIncomplete, Meaning: "incomplete: some steps failed or time ran out, and apply again goes on from there; or some images are not known (`images`)"},
	{Code: exitLocked, Meaning: "another run is changing the lab"},
	{Code: exitRefused, Meaning: "refused: something belongs to somebody else, or would be replaced without leave"},
	{Code: exitInvalid, Meaning: "the lab file is missing or wrong, or a flag names a resource that it does not have"},
	{Code: exitPreflight, Meaning: "something that the lab needs is missing on this machine or in this build"},
	{Code: exitInterrupt, Meaning: "interrupted: Ctrl-C, SIGTERM, or the terminal was closed; the same command goes on from there"},
}

// failure is an error that decides the exit code. One without a cause only ends the program: everything is said.
type failure struct {
	exit  int
	cause error
}

func (f *failure) Error() string { return f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

func fail(exit int, code fault.Code, format string, values ...any) error {
	return &failure{exit: exit, cause: fault.Errorf(code, format, values...)}
}

// errChanges ends a plan --detailed-exitcode that found changes, without a message: the plan is on the screen.
var errChanges = errors.New("there are changes")

// exitCode is the exit code of an error. The order matters: what a person has to act on comes before how it was noticed.
func exitCode(err error) int {
	var known *failure
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &known):
		return known.exit
	case errors.Is(err, errChanges):
		return exitPending
	case is[*spec.Invalid](err), is[*planner.UnknownName](err), is[*operation.NoLab](err):
		return exitInvalid
	case is[*planner.Refused](err), is[*operation.Refused](err):
		return exitRefused
	case is[*statedir.Held](err), is[*management.Held](err), is[*management.Lost](err):
		return exitLocked
	case is[*executor.Incomplete](err):
		return exitIncomplete
	case is[*executor.Unprepared](err):
		return exitPreflight
	case is[*executor.Interrupted](err):
		return exitInterrupt
	}
	return exitFailed
}

// is reports whether an error is, or wraps, one of a type.
func is[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}
