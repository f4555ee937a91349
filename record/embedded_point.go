package record

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/poll"
)

// EmbeddedCourse is how a scenario goes on an embedded lab without a fault.
type EmbeddedCourse struct {
	Scenario Scenario
	Moments  []Moment
	After    Census
	// Kept is how many objects of each name in After were there before.
	Kept map[string]int
}

// Points lists the points of a course, at which each fault can meet each moment.
func (c EmbeddedCourse) Points() []Point {
	var points []Point
	for _, fault := range EmbeddedFaults {
		for _, m := range c.Moments {
			if fault.meetsAt(m) {
				points = append(points, Point{Scenario: c.Scenario.Name, Fault: fault, Moment: m.Name})
			}
		}
	}
	return points
}

// FollowEmbedded runs a scenario on an embedded lab without a fault.
func (s *Site) FollowEmbedded(ctx context.Context, scenario Scenario) (EmbeddedCourse, error) {
	course := EmbeddedCourse{Scenario: scenario}
	before, err := s.prepareEmbedded(ctx, scenario)
	if err != nil {
		return course, err
	}
	code, said, err := s.witnessed(ctx, func(moment string, _ *os.Process) {
		m := Moment{Name: moment}
		_, m.Embedded = s.running(embeddedProgram)
		_, m.Sveltos = s.running(sveltosProgram)
		course.Moments = append(course.Moments, m)
	}, scenario.Args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("%s ended with %d:\n%s", scenario.Name, code, said)
	}
	if err != nil {
		return course, err
	}
	if !scenario.destroys() {
		if err := s.bringUp(ctx, scenario); err != nil {
			return course, err
		}
		if course.After, err = s.rest(ctx); err != nil {
			return course, err
		}
		course.Kept = course.After.kept(before)
	}
	return course, s.razed(ctx)
}

// meet is MeetEmbedded.
func (c EmbeddedCourse) meet(ctx context.Context, s *Site, p Point) (Outcome, error) {
	return s.MeetEmbedded(ctx, c, p)
}

// MeetEmbedded runs a scenario in which a moment meets a fault, and looks whether the next run puts all right.
func (s *Site) MeetEmbedded(ctx context.Context, course EmbeddedCourse, p Point) (Outcome, error) {
	outcome := Outcome{Point: p, Request: p.Moment}
	defer s.end()
	before, err := s.prepareEmbedded(ctx, course.Scenario)
	if err != nil {
		return outcome, err
	}
	wrong := errors.Join(s.sufferEmbedded(ctx, course.Scenario, &outcome), s.overhear())
	if wrong == nil {
		wrong = s.healEmbedded(ctx, course, before)
	}
	if wrong == nil {
		wrong = s.razed(ctx)
	}
	if wrong != nil {
		outcome.Wrong = wrong.Error()
	}
	return outcome, nil
}

func (s *Site) prepareEmbedded(ctx context.Context, scenario Scenario) (before Census, err error) {
	s.end()
	s.said.Reset()
	if err := os.RemoveAll(s.state()); err != nil {
		return nil, err
	}
	if scenario.Before != "" {
		if err := errors.Join(s.write(scenario.Before), s.must(ctx, apply...)); err != nil {
			return nil, fmt.Errorf("prepare: %w", err)
		}
		if before, err = s.rest(ctx); err != nil {
			return nil, fmt.Errorf("prepare: %w", err)
		}
	}
	if scenario.Stopped {
		if err := s.must(ctx, stop...); err != nil {
			return nil, fmt.Errorf("prepare: %w", err)
		}
	}
	return before, s.write(scenario.File)
}

// witnessed runs kaaslab, and tells its moments.
func (s *Site) witnessed(ctx context.Context, told func(moment string, kaaslab *os.Process), args ...string) (code int, said string, err error) {
	w, done := newWitness(s), make(chan struct{})
	watching, end := context.WithCancel(ctx)
	code, said, err = s.run(ctx, func(kaaslab *os.Process) {
		go func() {
			defer close(done)
			w.watch(watching, func(moment string) { told(moment, kaaslab) })
		}()
	}, args...)
	end()
	<-done
	return code, said, err
}

// sufferEmbedded is the run that meets the fault.
func (s *Site) sufferEmbedded(ctx context.Context, scenario Scenario, o *Outcome) error {
	lift := func() {}
	code, said, err := s.witnessed(ctx, func(moment string, kaaslab *os.Process) {
		if moment == o.Moment && !o.Struck {
			o.Struck, lift = s.strikeLab(o.Fault, kaaslab)
		}
	}, scenario.within(enough)...)
	lift()
	kills := o.Fault == KaaslabKilled || o.Fault == BothKilled
	o.Code, o.Ended, o.Struck = code, strings.Contains(said, "[KL2014]"), o.Struck && (code == killedCode || !kills)
	if err != nil {
		return err
	}
	return strange(code, said, kills && o.Struck)
}

// healEmbedded is the next run, and what has to be true then.
func (s *Site) healEmbedded(ctx context.Context, course EmbeddedCourse, before Census) error {
	if err := s.must(ctx, course.Scenario.Args...); err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	if course.Scenario.destroys() {
		return nil
	}
	if err := s.bringUp(ctx, course.Scenario); err != nil {
		return err
	}
	if err := s.must(ctx, "plan", "--detailed-exitcode"); err != nil {
		return fmt.Errorf("the plan after the next run: %w", err)
	}
	after, err := s.rest(ctx)
	if err != nil {
		return err
	}
	if different := after.unlike(course.After); len(different) > 0 {
		return fmt.Errorf("it is not as without the fault: %s", strings.Join(different, "\n"))
	}
	kept := after.kept(before)
	for name, want := range course.Kept {
		if kept[name] < want {
			return fmt.Errorf("%s was made anew: %s, was %s", name, after[name].UID, before[name].UID)
		}
	}
	return nil
}

// kept is how many objects of each name were there before.
func (c Census) kept(before Census) map[string]int {
	kept := map[string]int{}
	for name, thing := range c {
		old := strings.Fields(string(before[name].UID))
		for _, uid := range strings.Fields(string(thing.UID)) {
			if slices.Contains(old, uid) {
				kept[name]++
			}
		}
	}
	return kept
}

func (c Scenario) destroys() bool { return c.Args[0] == "destroy" }

// bringUp starts a lab that the scenario has stopped, of which nothing may run. All has to be available as soon as a run has ended.
func (s *Site) bringUp(ctx context.Context, scenario Scenario) error {
	if scenario.Args[0] == "stop" {
		if left := processes(s.lives); len(left) > 0 {
			return fmt.Errorf("processes run of a stopped lab: %v", left)
		}
		if err := s.must(ctx, start...); err != nil {
			return err
		}
	}
	_, waiting, err := s.look(ctx)
	if err == nil && waiting != "" {
		err = fmt.Errorf("the run has ended, and yet: %s", waiting)
	}
	return err
}

// settles is how long Cluster API may take to remove what it has replaced.
const settles = time.Minute

// rest is what there is when Cluster API has nothing left to do.
func (s *Site) rest(ctx context.Context) (now Census, err error) {
	ctx, cancel := context.WithTimeout(ctx, settles)
	defer cancel()
	err = poll.Until(ctx, "Cluster API to have nothing to do", time.Second, func(string) {}, func(ctx context.Context) (waiting string, err error) {
		now, waiting, err = s.look(ctx)
		for name, thing := range now {
			if strings.Contains(thing.Content, "Deleting") {
				waiting = name
			}
		}
		return waiting, err
	})
	return now, err
}

// secretIn finds what is told of the add-on's Secret, of keys and of kubeconfigs, in base64 or not.
var secretIn = regexp.MustCompile(canary + `|Y2FuYXJ5LTVlMWYyY|client-key-data|PRIVATE KEY|LS0tLS1CRUdJTi|UFJJVkFURSBLRV`)

// razed destroys the lab, of which nothing may be left, and no secret in what it has said and written.
func (s *Site) razed(ctx context.Context) error {
	err := errors.Join(s.overhear(), s.must(ctx, destroy...))
	if err != nil {
		return err
	}
	if secret := secretIn.FindString(s.said.String()); secret != "" {
		return fmt.Errorf("a secret is told, which begins with %.12s", secret)
	}
	if left := processes(s.lives); len(left) > 0 {
		return fmt.Errorf("processes are left: %v", left)
	}
	if left, err := s.files(); err != nil || len(left) > 0 {
		return fmt.Errorf("files are left: %v (%w)", left, err)
	}
	return nil
}
