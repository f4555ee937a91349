package labtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/orphans"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// running is a lab that runs, whichever tests have it.
type running struct {
	options options
	dir     string // of all its files
	where   lab.Options

	mu   sync.Mutex
	last *spec.Lab
}

// wanted is what the lab should be by now.
func (r *running) wanted() *spec.Lab {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

func (r *running) want(wanted *spec.Lab) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = wanted
}

// prepare makes sure that a lab can be started, and starts nothing yet.
func prepare(from Source, o options) (*running, error) {
	wanted, err := from.read()
	if err != nil {
		return nil, err
	}
	path, err := findProgram(o.embedded)
	if err != nil {
		return nil, err
	}
	watched, err := orphans.Dir()
	if err != nil {
		return nil, fault.Wrap(fault.NoStateDirectory, err)
	}
	dir, err := os.MkdirTemp(watched, wanted.Name+"-")
	if err != nil {
		return nil, fault.Wrap(fault.NoStateDirectory, err)
	}
	where := lab.Options{StateDir: filepath.Join(dir, "state"), CacheDir: filepath.Join(dir, "cache"), Embedded: path}
	return &running{options: o, dir: dir, where: where, last: wanted}, nil
}

// apply makes the lab what the source says, until then.
func (r *running) apply(then time.Time, from Source, logf func(string, ...any)) error {
	wanted, err := from.read()
	if err != nil {
		return err
	}
	if wanted.Name != r.wanted().Name {
		return fault.Errorf(fault.AnotherLab, "lab %q of this test cannot become lab %q; start that with labtest.Start", r.wanted().Name, wanted.Name)
	}
	l, err := lab.New(wanted, r.where)
	if err != nil {
		return err
	}
	r.want(wanted)
	limited, end := within(then)
	defer end()
	ctx, stop := context.WithCancelCause(limited)
	defer r.watchAddons(ctx, stop)()
	_, err = l.Apply(ctx, lab.ApplyOptions{Events: func(e lab.Event) { logEvent(logf, e) }})
	if err != nil && ctx.Err() != nil {
		return stopped(context.Cause(ctx), err)
	}
	return err
}

// stopped says why a run was stopped, and what it was about.
func stopped(cause, err error) error {
	var failed *addonFailed
	if errors.As(cause, &failed) {
		return failed
	}
	var interrupted *lab.Interrupted
	if !errors.As(err, &interrupted) || len(interrupted.Unfinished) == 0 {
		return fault.Errorf(fault.OutOfTime, "%w: %w", cause, err)
	}
	waits := make([]error, len(interrupted.Unfinished))
	for i, step := range interrupted.Unfinished {
		waits[i] = step
	}
	return fault.Errorf(fault.OutOfTime, "%w:\n%w", cause, errors.Join(waits...))
}

// logEvent leaves out what is under way, but for add-ons: what Sveltos says of them is what most tests are about.
func logEvent(logf func(string, ...any), e lab.Event) {
	switch {
	case e.Err != nil:
		logf("%s: %s: %v", e.Step, e.Type, e.Err)
	case e.Message != "" && (e.Type != executor.Progress || strings.Contains(string(e.Step), string(planner.KindClusterProfile)+"/")):
		logf("%s: %s", e.Step, e.Message)
	case e.Type == executor.Succeeded:
		logf("%s: done in %s", e.Step, e.Elapsed.Round(100*time.Millisecond))
	}
}

// look takes a picture of the lab.
func (r *running) look(ctx context.Context) (lab.Status, error) {
	l, err := lab.New(r.wanted(), r.where)
	if err != nil {
		return lab.Status{}, err
	}
	return l.Status(ctx), nil
}

// end destroys the lab. What cannot be destroyed is killed and removed all the same.
func (r *running) end() error {
	ctx, cancel := within(time.Now().Add(time.Minute))
	defer cancel()
	l, err := lab.New(r.wanted(), r.where)
	if err == nil {
		_, err = l.Destroy(ctx, lab.DestroyOptions{})
	}
	if err != nil {
		err = fault.Errorf(fault.ManagementCluster, "destroy lab %q: %w", r.wanted().Name, err)
	}
	return errors.Join(err, fault.Wrap(fault.StateFiles, orphans.Remove(r.dir)))
}
