package labtest

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/lab"
)

// Lab is a lab that runs, in the hands of one test: what goes wrong ends that test. It is not for use by several goroutines.
type Lab struct {
	*running
	t     testing.TB
	limit time.Duration // of a wait
}

// of hands the lab to a test. If that fails, its log says how the lab stood.
func (r *running) of(t testing.TB) *Lab {
	l := &Lab{r, t, r.options.timeout}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("labtest: %s", l.picture())
		}
	})
	return l
}

// Within is the same lab with another limit for each of its waits, such as
// l.Within(10*time.Second).Eventually(...).
func (l *Lab) Within(limit time.Duration) *Lab { return &Lab{l.running, l.t, limit} }

func (l *Lab) until() time.Time { return until(l.t, l.limit) }

// Apply makes the lab what another source says, such as a later version of a profile, and returns once everything is ready. The
// name of the lab stays. What cannot be made is the error; the errors of [lab.Lab.Apply] are told apart as there.
func (l *Lab) Apply(from Source) error {
	l.t.Helper()
	return l.apply(l.until(), from, l.t.Logf)
}

// Status is what there is of the lab at the moment.
func (l *Lab) Status() lab.Status {
	l.t.Helper()
	ctx, cancel := within(l.until())
	defer cancel()
	status, err := l.look(ctx)
	if err != nil {
		l.t.Fatalf("labtest: %s", fault.Text(err))
	}
	return status
}

// Eventually waits until the condition returns no error. What says in words what is waited for. A wait that takes too long ends
// the test with that and the last error.
//
//	l.Eventually("the shop has an address", func(ctx context.Context) error {
//		ingress, err := one.Client.NetworkingV1().Ingresses("shop").Get(ctx, "shop", metav1.GetOptions{})
//		if err == nil && len(ingress.Status.LoadBalancer.Ingress) == 0 {
//			err = errors.New("it has none")
//		}
//		return err
//	})
func (l *Lab) Eventually(what string, condition func(context.Context) error) {
	l.t.Helper()
	l.await(what, 200*time.Millisecond, func(ctx context.Context) (string, error) {
		return words(condition(ctx)), nil
	})
}

// words are what is waited for while there is an error.
func words(err error) string {
	if err == nil {
		return ""
	}
	return cmp.Or(err.Error(), "it does not say for what")
}

func (l *Lab) await(what string, every time.Duration, look poll.Look) {
	l.t.Helper()
	ctx, cancel := within(l.until())
	defer cancel()
	if err := poll.Until(ctx, what, every, func(string) {}, look); err != nil {
		l.t.Fatalf("labtest: %s", fault.Text(err))
	}
}

// shownPods is how many pods that wait are named: most of them wait for the same.
const shownPods = 5

// picture is how the lab stands, for people.
func (l *Lab) picture() string {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	status, err := l.look(ctx)
	if err != nil {
		return fault.Text(err)
	}
	var text strings.Builder
	say := func(format string, values ...any) { fmt.Fprintf(&text, "\n  "+format, values...) }
	say("management cluster %s: %s", status.ManagementCluster.Name, stateOf(status.ManagementCluster.State, status.ManagementCluster.Detail))
	for _, c := range status.WorkloadClusters {
		say("cluster %s: %s", c.Name, stateOf(c.State, c.WaitingFor))
		for _, a := range c.Addons {
			say("  add-on %s: %s", a.Profile, stateOf(a.State, a.Detail))
		}
		if c.Pods != nil {
			say("  %d of %d pods running", c.Pods.Running, c.Pods.Wanted)
			for i, p := range c.Pods.Waiting {
				if i == shownPods {
					say("    and %d more that wait", len(c.Pods.Waiting)-i)
					break
				}
				say("    %s", stateOf(p.Name, p.WaitingFor))
			}
		}
	}
	for _, problem := range status.Problems {
		say("%s", problem)
	}
	return fmt.Sprintf("lab %s at the end of this test:%s", status.Lab, text.String())
}

func stateOf(state, detail string) string {
	if detail == "" {
		return state
	}
	return state + ": " + detail
}
