package executor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// StepError is the failure of one step.
type StepError struct {
	Step planner.StepID
	Err  error
}

// Error returns "step: what failed".
func (e StepError) Error() string { return fmt.Sprintf("%s: %v", e.Step, e.Err) }

// Unwrap returns what failed.
func (e StepError) Unwrap() error { return e.Err }

// Incomplete is the error of a run in which steps failed. What succeeded stays, so the next run does only what is left.
type Incomplete struct {
	Failed  []StepError      // in the order of the plan
	Skipped []planner.StepID // what needs a step that failed
}

// shownErrors is how many failures are named in one message. Every one of them was an event.
const shownErrors = 5

// Error names the failures and counts what was skipped.
func (e *Incomplete) Error() string {
	return describeFailures(e.Failed) + describeSkipped(len(e.Skipped)) + "; run the same command again to finish"
}

// Unwrap returns the failures.
func (e *Incomplete) Unwrap() []error { return asErrors(e.Failed) }

// Interrupted is the error of a run that was stopped before it was through.
type Interrupted struct {
	// Unfinished lists the steps that had started, with what they waited for last, in the order of the plan. What they wrote is
	// there, or may be there.
	Unfinished []StepError
	// NotStarted lists the steps of which nothing was done.
	NotStarted []planner.StepID
	Failed     []StepError
	// Cause says why the run was stopped.
	Cause error
}

// ErrStopped is the cause of an interruption that was asked for with Options.Stop.
var ErrStopped = fault.Errorf(fault.Interrupted, "stopped")

// Error says how much is left.
func (e *Interrupted) Error() string {
	text := fmt.Sprintf("interrupted (%v) with %s unfinished and %d not started",
		e.Cause, count(len(e.Unfinished), "step"), len(e.NotStarted))
	if len(e.Failed) > 0 {
		text += "; " + describeFailures(e.Failed)
	}
	return text + "; run the same command again to finish"
}

// Unwrap returns the cause and the failures.
func (e *Interrupted) Unwrap() []error { return append(asErrors(e.Failed), e.Cause) }

// Timeout is the error of a step that went over its deadline.
type Timeout struct {
	Doing  string // what took too long
	After  time.Duration
	Silent time.Duration // how much of it brought nothing new; 0 if that is all of it, or if there was news to the end
	Last   string        // what the step last said that it was doing or waiting for
	Err    error         // what the handler returned
}

// Error says what was waited for to the end.
func (e *Timeout) Error() string {
	text := fmt.Sprintf("%s took longer than %s", e.Doing, e.After)
	if e.Silent > 0 {
		text += fmt.Sprintf(", the last %s without anything new", e.Silent)
	}
	if e.Last != "" {
		return text + "; last: " + e.Last
	}
	return fmt.Sprintf("%s; last: %v", text, e.Err)
}

// FaultCode implements fault.Coded.
func (*Timeout) FaultCode() fault.Code { return fault.StepTooLong }

// Unwrap returns what the handler returned.
func (e *Timeout) Unwrap() error { return e.Err }

func describeFailures(failed []StepError) string {
	texts := make([]string, 0, shownErrors+1)
	for i, failure := range failed {
		if i == shownErrors {
			texts = append(texts, fmt.Sprintf("and %d more", len(failed)-i))
			break
		}
		texts = append(texts, failure.Error())
	}
	return fmt.Sprintf("%s failed: %s", count(len(failed), "step"), strings.Join(texts, "; "))
}

func describeSkipped(skipped int) string {
	if skipped == 0 {
		return ""
	}
	return fmt.Sprintf("; skipped %s because of that", count(skipped, "step"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func asErrors(failed []StepError) []error {
	errs := make([]error, len(failed))
	for i, failure := range failed {
		errs[i] = failure
	}
	return errs
}

// codes are those of failures to which a handler gives none: a failure tells at least what it was about.
var codes = map[planner.Kind]fault.Code{
	planner.KindSysctl:            fault.KernelSetting,
	planner.KindSysctlFile:        fault.KernelSetting,
	planner.KindImage:             fault.ImageMissing,
	planner.KindImageArchive:      fault.DockerRequest,
	planner.KindImageCache:        fault.DockerRequest,
	planner.KindVolume:            fault.DockerRequest,
	planner.KindNetwork:           fault.DockerRequest,
	planner.KindManagementCluster: fault.ManagementCluster,
	planner.KindPeering:           fault.DockerRequest,
	planner.KindIdentity:          fault.KubernetesRequest,
	planner.KindClusterAPI:        fault.ClusterAPIInstall,
	planner.KindSveltos:           fault.HelmRelease,
	planner.KindClusterClass:      fault.KubernetesRequest,
	planner.KindObject:            fault.KubernetesRequest,
	planner.KindConfigMap:         fault.KubernetesRequest,
	planner.KindSecret:            fault.KubernetesRequest,
	planner.KindClusterProfile:    fault.KubernetesRequest,
	planner.KindWorkloadCluster:   fault.KubernetesRequest,
	planner.KindNodes:             fault.DockerRequest,
	planner.KindKubeconfig:        fault.KubeconfigFile,
}

// Classify gives a failure the code of its kind, unless it has one, or is only the end of a context.
func Classify(kind planner.Kind, err error) error {
	code, known := codes[kind]
	if !known || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap(code, err)
}
