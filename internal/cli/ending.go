package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

// mostFailures is how many failures are explained. A lab in which more fail has one cause for many.
const mostFailures = 3

// explainTime is how long all explaining may take: what does not answer may be the cause of the failure.
const explainTime = 5 * time.Second

// sayFailures tells people of the steps that failed, or were not done in time, what is last known of them, and what to do
// next. Machines get the causes with the events.
func (r *execution) sayFailures(plan *planner.Plan, err error) error {
	failed := failuresOf(err)
	toExplain := slices.Concat(failed, r.tooLate(err))
	if r.lines != nil || len(toExplain) == 0 {
		return err
	}
	failures := r.explain(plan, toExplain[:min(len(toExplain), mostFailures)])
	for i := len(failed); i < len(failures); i++ {
		failures[i].Unfinished = true
	}
	_ = view.Failures(r.err, failures, r.next(failures), view.StyleFor(r.err))
	if len(failed) == 0 {
		return err
	}
	return &told{err: err, failed: len(failed)}
}

// tooLate lists what was under way when the clock stopped the run. A person who stops it knows why.
func (r *execution) tooLate(err error) []executor.StepError {
	var clock timedOut
	var interrupted *executor.Interrupted
	if errors.As(context.Cause(r.Stop), &clock) && errors.As(err, &interrupted) {
		return interrupted.Unfinished
	}
	return nil
}

func failuresOf(err error) []executor.StepError {
	var incomplete *executor.Incomplete
	var interrupted *executor.Interrupted
	switch {
	case errors.As(err, &incomplete):
		return incomplete.Failed
	case errors.As(err, &interrupted):
		return interrupted.Failed
	}
	return nil
}

// explain asks who can tell more. Who cannot be reached has nothing to tell.
func (r *execution) explain(plan *planner.Plan, failed []executor.StepError) []view.Failure {
	ctx, cancel := context.WithTimeout(r.Kill, explainTime)
	defer cancel()
	failures := make([]view.Failure, len(failed))
	for i, f := range failed {
		failures[i].StepError = f
		resource := resourceOf(plan, f.Step)
		if explainer, can := r.Handlers[resource.ID.Kind].(executor.Explainer); can {
			failures[i].Account, _ = explainer.Explain(ctx, resource)
		}
		failures[i] = r.outward.Failure(failures[i])
	}
	return failures
}

func resourceOf(plan *planner.Plan, id planner.StepID) planner.Resource {
	for _, step := range plan.Steps {
		if step.ID == id {
			return step.Resource
		}
	}
	return planner.Resource{}
}

// next are the commands that look at what failed, and then go on.
func (r *execution) next(failures []view.Failure) []string {
	var next []string
	management := r.KubeconfigFile(r.Spec.ManagementCluster.Name)
	for _, f := range failures {
		if command := look(f.Account, management); command != "" {
			next = append(next, command)
			break
		}
	}
	again := strings.TrimPrefix(r.Command, "kaaslab ")
	if r.ByName {
		return append(next, paste.Command(r.called, again, "--lab", r.Spec.Name)+"  # goes on from here")
	}
	return append(next, r.command("status", r.File), r.command(again, r.File)+"  # goes on from here")
}

// look is the command that shows more of what failed, or nothing. Without the kubeconfig of the management cluster nothing
// in it can be described.
func look(a executor.Account, management string) string {
	if a.Describe != "" && management != "" {
		return paste.Command("kubectl", "--kubeconfig", management, "describe") + " " + a.Describe
	}
	return a.Show
}

// told is the error of a run whose failures have been shown: it is not said twice.
type told struct {
	err    error
	failed int
}

// Error counts what failed, and says what is left.
func (t *told) Error() string {
	text := words.Plural(t.failed, "step") + " failed"
	var incomplete *executor.Incomplete
	var interrupted *executor.Interrupted
	switch {
	case errors.As(t.err, &incomplete) && len(incomplete.Skipped) > 0:
		text += "; skipped " + words.Plural(len(incomplete.Skipped), "step") + " because of that"
	case errors.As(t.err, &interrupted):
		text = fmt.Sprintf("interrupted (%v) with %s unfinished and %d not started; %s", interrupted.Cause,
			words.Plural(len(interrupted.Unfinished), "step"), len(interrupted.NotStarted), text)
	}
	return text + "; run the same command again to finish"
}

// Unwrap returns the error with all that failed.
func (t *told) Unwrap() error { return t.err }
