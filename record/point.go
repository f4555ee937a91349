package record

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// Point is one call of a scenario, and the fault that meets it.
type Point struct {
	Scenario string `json:"scenario"`
	Fault    Fault  `json:"fault"`
	Call     int    `json:"call"`
	// Moment is what it is called where there are no calls that can be numbered.
	Moment string `json:"moment,omitempty"`
}

func (p Point) String() string {
	if p.Moment != "" {
		return fmt.Sprintf("%s, %s at %q", p.Scenario, p.Fault, p.Moment)
	}
	return fmt.Sprintf("%s, %s at call %d", p.Scenario, p.Fault, p.Call)
}

// strikes tells a point from none.
func (p Point) strikes() bool { return p.Fault != "" }

// Outcome is how a point ended.
type Outcome struct {
	Point
	// Request is what the fault met.
	Request string `json:"request,omitempty"`
	// Struck says that there was a request that the fault could meet: the order of requests is not the same every time.
	Struck bool `json:"struck"`
	// Code is how kaaslab ended under the fault, and Ended says that it took so long that its user ended it.
	Code  int  `json:"code"`
	Ended bool `json:"ended,omitempty"`
	// Wrong is what did not converge.
	Wrong string `json:"wrong,omitempty"`
}

// Course is how a scenario goes without a fault.
type Course struct {
	Scenario  Scenario
	Calls     []Call
	faults    []Fault
	after     Census
	survivors []string
}

// Points lists the points of a course, at which each fault can meet each call.
func (c Course) Points() []Point {
	var points []Point
	for _, fault := range c.faults {
		for i, call := range c.Calls {
			if fault.meets(call) {
				points = append(points, Point{Scenario: c.Scenario.Name, Fault: fault, Call: i + 1})
			}
		}
	}
	return points
}

// Follow runs a scenario without a fault.
func (s *Site) Follow(ctx context.Context, scenario Scenario) (Course, error) {
	before, _, err := s.prepare(ctx, scenario)
	if err != nil {
		return Course{}, err
	}
	course, err := s.trace(ctx, scenario, before)
	if err != nil {
		return course, err
	}
	return course, s.remove(ctx, scenario)
}

// trace runs what is prepared, and notes the calls and what there is then.
func (s *Site) trace(ctx context.Context, scenario Scenario, before Census) (course Course, err error) {
	course = Course{Scenario: scenario, faults: s.faults()}
	s.wire.Arm("", 0, nil)
	err = s.must(ctx, scenario.Args...)
	course.Calls, _ = s.wire.Disarm()
	if err == nil {
		err = s.goOn(ctx, scenario)
	}
	if err == nil {
		course.after, _, err = s.census(ctx)
	}
	course.survivors = course.after.survivors(before)
	return course, err
}

// Meet runs a scenario in which a call meets a fault, and looks whether the next run puts all right. The error is one of the record;
// what is wrong with kaaslab is in the outcome.
func (s *Site) Meet(ctx context.Context, course Course, p Point) (Outcome, error) {
	outcome := Outcome{Point: p}
	before, strangers, err := s.prepare(ctx, course.Scenario)
	if err != nil {
		return outcome, err
	}
	if err := s.suffer(ctx, course.Scenario, &outcome); err != nil {
		outcome.Wrong = err.Error()
		return outcome, s.scrub(ctx)
	}
	if wrong := s.heal(ctx, course, before, strangers); wrong != nil {
		outcome.Wrong = wrong.Error()
	}
	if wrong := s.remove(ctx, course.Scenario); wrong != nil && outcome.Wrong == "" {
		outcome.Wrong = wrong.Error()
	}
	if outcome.Wrong != "" {
		return outcome, s.scrub(ctx)
	}
	return outcome, nil
}

func (s *Site) prepare(ctx context.Context, scenario Scenario) (before, strangers Census, err error) {
	if err := s.clear(); err != nil {
		return nil, nil, err
	}
	if scenario.ofOthers() {
		if err := s.lend(ctx, scenario); err != nil {
			return nil, nil, fmt.Errorf("prepare: %w", err)
		}
		return s.census(ctx)
	}
	if scenario.Before != "" {
		if err := s.write(scenario.Before); err != nil {
			return nil, nil, err
		}
		if err := s.must(ctx, append(apply[:2:2], scenario.First...)...); err != nil {
			return nil, nil, fmt.Errorf("prepare: %w", err)
		}
	}
	if err := s.write(scenario.File); err != nil {
		return nil, nil, err
	}
	return s.census(ctx)
}

// enough is how long somebody looks on before a run is ended.
const enough = "150s"

// suffer is the run that meets the fault.
func (s *Site) suffer(ctx context.Context, scenario Scenario, o *Outcome) error {
	code, said, err := s.run(ctx, func(kaaslab *os.Process) {
		s.wire.Arm(o.Fault, o.Call, kaaslab)
	}, scenario.within(enough)...)
	calls, struck := s.wire.Disarm()
	o.Code, o.Struck, o.Ended = code, struck, strings.Contains(said, "[KL2014]")
	if struck {
		o.Request = calls[o.Call-1].Method + " " + s.blank(calls[o.Call-1].Path)
	}
	killed := struck && (o.Fault == KilledBefore || o.Fault == KilledAfter)
	if err != nil {
		return err
	}
	return strange(code, said, killed)
}

// strange says what is wrong with how a run has ended, which was killed or not.
func strange(code int, said string, killed bool) error {
	switch {
	case killed != (code == killedCode):
		return fmt.Errorf("it ended with %d:\n%s", code, said)
	case strings.Contains(said, "KL9001") || strings.Contains(said, "panic"):
		return fmt.Errorf("it says that it has a bug:\n%s", said)
	case code != 0 && !killed && !strings.Contains(said, "[KL"):
		return fmt.Errorf("it failed without a code that says what to do:\n%s", said)
	}
	return nil
}

// heal is the next run, and what has to be true then.
func (s *Site) heal(ctx context.Context, course Course, before, strangers Census) error {
	if err := s.again(ctx, course.Scenario); err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	if args := course.Scenario.plan(); args != nil {
		if err := s.must(ctx, args...); err != nil { // which fails where there is something to do
			return fmt.Errorf("the plan after the next run: %w", err)
		}
	}
	after, beside, err := s.census(ctx)
	if err != nil {
		return err
	}
	if different := after.unlike(course.after); len(different) > 0 {
		return fmt.Errorf("it is not as without the fault: %s", strings.Join(different, "\n"))
	}
	for _, name := range course.survivors {
		if after[name].UID != before[name].UID {
			return fmt.Errorf("%s was made anew", name)
		}
	}
	if touched := cmp.Diff(strangers, beside); touched != "" {
		return fmt.Errorf("strangers were touched:\n%s", touched)
	}
	if strings.Contains(s.said.String(), canary) {
		return fmt.Errorf("a secret is told:\n%s", &s.said)
	}
	return nil
}

// again is the next run. Where adopt has written its lab file there is nothing left to adopt, and it would say so.
func (s *Site) again(ctx context.Context, scenario Scenario) error {
	_, unwritten := os.Stat(s.labFile())
	if unwritten != nil || !scenario.adopts() {
		if err := s.must(ctx, scenario.Args...); err != nil {
			return err
		}
	}
	return s.goOn(ctx, scenario)
}

// goOn applies what was adopted.
func (s *Site) goOn(ctx context.Context, scenario Scenario) error {
	if scenario.adopts() {
		return s.must(ctx, apply...)
	}
	return nil
}

// remove destroys the lab and looks for what is left.
func (s *Site) remove(ctx context.Context, scenario Scenario) error {
	if scenario.ofOthers() {
		if err := s.giveBack(ctx); err != nil {
			return err
		}
	} else if err := s.must(ctx, destroy...); err != nil {
		return err
	}
	return s.nothingLeft(ctx)
}
