package handlertest

import (
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Subject is what is tested. Lab, New and Resource are required.
type Subject struct {
	// Lab is the lab that the handler works for. Its name is the owner of what the handler makes.
	Lab *spec.Lab
	// New returns a handler, with all in place that the resource needs. It is called once for each check; all calls may
	// mean the same real system, for every check ends by deleting the resource.
	New func(t *testing.T) executor.Handler
	// Resource is applied. It must not be there before.
	Resource planner.Resource
	// Changed are other attributes that the resource can be changed to in place.
	Changed planner.Attrs
	// AlwaysThere says why the resource cannot be made or removed, such as a kernel setting. It may then have any owner.
	AlwaysThere string

	// Settle makes what was applied ready, where nothing else does, such as controllers that the test does not run. It is
	// called after every Apply that is followed by AwaitReady.
	Settle func(t *testing.T)
	// Foreign makes a resource with the same ID that belongs to somebody else.
	Foreign func(t *testing.T)
	// LookAlike makes a resource with the same ID that another lab of the same name has made.
	LookAlike func(t *testing.T)
	// RemoveForeign undoes Foreign, LookAlike and Appearing, if the end of the test does not.
	RemoveForeign func(t *testing.T)
	// Copy makes a copy of the resource, which is applied and ready, under another name and with all that the lab has written
	// on it, until the check is over, and makes sure then that it is still there. It returns the ID that the copy is seen under.
	Copy func(t *testing.T) planner.ID
	// Vanishing returns a handler for which the resource, which is applied, goes away behind its first look.
	Vanishing func(t *testing.T) executor.Handler
	// Appearing returns a handler behind whose first look a resource with the same ID appears that belongs to somebody else.
	Appearing func(t *testing.T) executor.Handler
	// Drift changes the resource, which is applied and ready, behind the handler's back.
	Drift func(t *testing.T)
	// NeverReady keeps the resource, which is applied, from becoming ready, until the check is over.
	NeverReady func(t *testing.T)
	// NeverGone keeps the resource, which is applied, from going away when it is deleted, until the check is over.
	NeverGone func(t *testing.T)
	// Broken returns a handler that cannot look or write, because its server is down or refuses.
	Broken func(t *testing.T) executor.Handler

	// Without says why the subject has no Copy, LookAlike, Vanishing or Appearing, by that name. A kind that does not answer
	// whose its things are is a kind that takes over, or removes, somebody else's.
	Without map[string]string

	// Timeout bounds each check; the default is 30 seconds.
	Timeout time.Duration
}

// promptly is how long a wait may take to end with its context.
const promptly = 2 * time.Second

// whileWaiting is how long a wait is watched before it is taken for one that lasts.
const whileWaiting = 50 * time.Millisecond

// Run runs every check of the contract that the subject has the hooks for, as subtests.
func Run(t *testing.T, s Subject) {
	if s.Timeout == 0 {
		s.Timeout = 30 * time.Second
	}
	for _, name := range unexplained(s) {
		t.Errorf("the subject has no %s, and does not say why not in Without", name)
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			if reason := c.without(s); reason != "" {
				t.Logf("not checked: %s", reason)
				return
			}
			c.run(newSubjectTest(t, s))
		})
	}
}

// unexplained are the hooks of whose a thing is that a subject neither has nor can do without.
func unexplained(s Subject) []string {
	var names []string
	for _, hook := range []struct {
		name  string
		given bool
	}{{"Copy", s.Copy != nil}, {"LookAlike", s.LookAlike != nil}, {"Vanishing", s.Vanishing != nil}, {"Appearing", s.Appearing != nil}} {
		if !hook.given && s.Without[hook.name] == "" {
			names = append(names, hook.name)
		}
	}
	return names
}

// Nobodys says of a kind whose things nobody owns, or nobody but the lab can reach, why it needs no answer to whose they are.
func Nobodys(reason string) map[string]string {
	return map[string]string{"Copy": reason, "LookAlike": reason, "Vanishing": reason, "Appearing": reason}
}
