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

// Covering lists points at which each moment meets one of the faults of kaaslab, and one of those of the management cluster. Of both kinds
// it is another one at the next moment.
func (c EmbeddedCourse) Covering() (points []Point) {
	for i, m := range c.Moments {
		of := map[bool][]Fault{}
		for _, fault := range EmbeddedFaults {
			if fault.meetsAt(m) {
				of[fault.strikesKaaslab()] = append(of[fault.strikesKaaslab()], fault)
			}
		}
		for _, kaaslab := range []bool{true, false} {
			if faults := of[kaaslab]; len(faults) > 0 {
				points = append(points, Point{Scenario: c.Scenario.Name, Fault: faults[i%len(faults)], Moment: m.Name})
			}
		}
	}
	return points
}

// LiveEmbedded lets a lab live without a fault.
func (s *Site) LiveEmbedded(ctx context.Context) (courses []EmbeddedCourse, err error) {
	defer s.end()
	if err := s.wipe(); err != nil {
		return nil, err
	}
	now := Census{}
	for _, scenario := range EmbeddedLife {
		course, err := s.pass(ctx, scenario, now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", scenario.Name, err)
		}
		courses, now = append(courses, course), course.After
	}
	return courses, nil
}

// pass is a scenario without a fault.
func (s *Site) pass(ctx context.Context, scenario Scenario, before Census) (EmbeddedCourse, error) {
	course := EmbeddedCourse{Scenario: scenario}
	if err := s.ready(ctx, scenario); err != nil {
		return course, err
	}
	code, said, err := s.witnessed(ctx, func(moment string, _ *os.Process) {
		m := Moment{Name: moment}
		_, m.Embedded = s.running(embeddedProgram)
		_, m.Sveltos = s.running(sveltosProgram)
		course.Moments = append(course.Moments, m)
	}, scenario.Args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("it ended with %d:\n%s", code, said)
	}
	if err == nil {
		course.After, err = s.outcome(ctx, scenario)
	}
	course.Kept = course.After.kept(before)
	return course, err
}

// EndureEmbedded lets a lab live with a fault in each scenario, and tells after each whether the next run has put all right. What does
// not converge ends its life, and so does its last point: an empty one is no fault. A scenario of an empty one passes without, and is left
// out where it leaves the lab as it was.
func (s *Site) EndureEmbedded(ctx context.Context, courses []EmbeddedCourse, points []Point, told func(Outcome) error) error {
	defer s.end()
	if err := s.wipe(); err != nil {
		return err
	}
	now := Census{}
	for i, course := range courses {
		switch {
		case !slices.ContainsFunc(points[i:], Point.strikes):
			return nil
		case points[i].strikes():
			o := Outcome{Point: points[i], Request: points[i].Moment}
			after, wrong := s.endure(ctx, course, now, &o)
			if now = after; wrong != nil {
				o.Wrong = wrong.Error()
			}
			if err := told(o); err != nil || wrong != nil {
				return err
			}
		case i == 0 || course.Scenario.File != courses[i-1].Scenario.File:
			passed, err := s.pass(ctx, course.Scenario, now)
			if now = passed.After; err != nil {
				return fmt.Errorf("%s without a fault: %w", course.Scenario.Name, err)
			}
		}
	}
	return nil
}

// endure is a scenario with a fault, and what there is when all is put right.
func (s *Site) endure(ctx context.Context, course EmbeddedCourse, before Census, o *Outcome) (after Census, wrong error) {
	if err := s.ready(ctx, course.Scenario); err != nil {
		return nil, fmt.Errorf("before it: %w", err)
	}
	if wrong := errors.Join(s.sufferEmbedded(ctx, course.Scenario, o), s.overhear()); wrong != nil {
		return nil, wrong
	}
	return s.healEmbedded(ctx, course, before)
}

// wipe makes the site as it was before the first lab.
func (s *Site) wipe() error {
	s.end()
	s.said.Reset()
	return os.RemoveAll(s.state())
}

// ready makes the lab what it is before a scenario, after the one before it.
func (s *Site) ready(ctx context.Context, scenario Scenario) error {
	if err := s.write(scenario.File); err != nil || !scenario.Stopped {
		return err
	}
	return s.must(ctx, stop...)
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
func (s *Site) healEmbedded(ctx context.Context, course EmbeddedCourse, before Census) (after Census, err error) {
	if err := s.must(ctx, course.Scenario.Args...); err != nil {
		return nil, fmt.Errorf("the next run: %w", err)
	}
	if after, err = s.outcome(ctx, course.Scenario); err != nil {
		return nil, err
	}
	if different := after.unlike(course.After); len(different) > 0 {
		return nil, fmt.Errorf("it is not as without the fault: %s", strings.Join(different, "\n"))
	}
	kept := after.kept(before)
	for name, want := range course.Kept {
		if kept[name] < want {
			return nil, fmt.Errorf("%s was made anew: %s, was %s", name, after[name].UID, before[name].UID)
		}
	}
	return after, nil
}

// outcome is what there is after a scenario, where all has to be well.
func (s *Site) outcome(ctx context.Context, scenario Scenario) (Census, error) {
	switch scenario.Args[0] {
	case "destroy":
		return Census{}, s.razed()
	case "stop":
		return s.stopped(ctx)
	}
	if _, waiting, err := s.look(ctx); err != nil || waiting != "" {
		return nil, fmt.Errorf("the run has ended, and yet: %s (%w)", waiting, err)
	}
	if err := s.must(ctx, "plan", "--detailed-exitcode"); err != nil {
		return nil, fmt.Errorf("the plan after the run: %w", err)
	}
	return s.rest(ctx)
}

// stopped looks for what runs of a stopped lab, and what is there when it is started.
func (s *Site) stopped(ctx context.Context) (Census, error) {
	if left := processes(s.lives); len(left) > 0 {
		return nil, fmt.Errorf("processes run of a stopped lab: %v", left)
	}
	if err := s.must(ctx, start...); err != nil {
		return nil, err
	}
	return s.rest(ctx)
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

// razed looks for what a destroy has left, and for a secret in what was said in the lab's life.
func (s *Site) razed() error {
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
