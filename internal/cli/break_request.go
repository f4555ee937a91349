package cli

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
)

// breakRequest is what somebody asks to break, list or heal. Empty words mean all.
type breakRequest struct {
	cluster string
	fault   injection.Fault
}

// request reads the words of the command line.
func (o *breakOptions) request(args []string, now time.Time) (breakRequest, error) {
	words := append(append([]string{}, args...), "", "", "")
	r := breakRequest{cluster: words[0], fault: injection.Fault{Target: words[1], Name: words[2], Kind: o.kind(words[1])}}
	if err := o.checkWords(r); err != nil {
		return r, err
	}
	if err := o.checkFlags(r.fault.Target); err != nil {
		return r, err
	}
	if o.slow > 0 {
		r.fault.Delay = o.slow.String()
	}
	if o.last > 0 {
		until := now.Add(o.last).UTC().Truncate(time.Second)
		if !until.After(now) {
			until = until.Add(time.Second)
		}
		r.fault.Until = &until
	}
	return r, nil
}

// checkWords wants a whole fault to break, and takes less for a list and to heal.
func (o *breakOptions) checkWords(r breakRequest) error {
	target, some := r.fault.Target, o.list || o.heal
	switch {
	case target == "" && some:
		return nil
	case r.cluster == "" || target == "":
		return fault.Errorf(fault.WrongArguments, "name a cluster and what to break: node NAME, pod NAMESPACE/NAME, or api; or say --list or --heal")
	case some && r.fault.Name == "" && slices.Contains(injection.Targets, target):
		return nil
	}
	return r.fault.Check()
}

// checkFlags refuses what would have no effect.
func (o *breakOptions) checkFlags(target string) error {
	breaks := !o.list && !o.heal
	switch {
	case o.last < 0 || o.slow < 0:
		return fault.Errorf(fault.WrongFlag, "a time to break something cannot be negative; leave it out, or say such as 30s")
	case !breaks && (o.last > 0 || o.slow > 0 || o.image):
		return fault.Errorf(fault.WrongFlag, "--for, --slow and --image say how something is broken; leave them out with --list and --heal")
	case o.slow > 0 && target != injection.API:
		return fault.Errorf(fault.WrongFlag, "--slow is for api, and this is a %s; leave it out", target)
	case o.image && target != injection.Pod:
		return fault.Errorf(fault.WrongFlag, "--image is for a pod, and this is %s; leave it out", target)
	case !o.list && o.output == outputJSON:
		return fault.Errorf(fault.WrongFlag, "-o json is for --list; leave it out, or add --list")
	}
	return nil
}

func (o *breakOptions) kind(target string) string {
	switch {
	case target == injection.Node:
		return injection.NotReady
	case target == injection.Pod && o.image:
		return injection.ImageMissing
	case target == injection.Pod:
		return injection.CrashLoop
	case o.slow > 0:
		return injection.Slow
	}
	return injection.Unreachable
}

// means tells whether a fault that is there is one of those that are named.
func (r breakRequest) means(f injection.Fault) bool {
	return (r.fault.Target == "" || r.fault.Target == f.Target) && (r.fault.Name == "" || r.fault.Name == f.Name)
}

// faultsJSON writes faults for programs. Its JSON is an interface.
func faultsJSON(w io.Writer, places []injection.Place) error {
	if places == nil {
		places = []injection.Place{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(struct {
		FormatVersion string            `json:"format_version"`
		Faults        []injection.Place `json:"faults"`
	}{view.FormatVersion, places})
	return fault.Wrap(fault.Output, err)
}
