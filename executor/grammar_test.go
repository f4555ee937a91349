package executor_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// TestEventGrammar runs random plans with random failures and interruptions, and checks what the events promise.
func TestEventGrammar(t *testing.T) {
	for seed := range uint64(150) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T) { testGrammar(t, rand.New(rand.NewPCG(seed, 0))) })
		})
	}
}

func testGrammar(t *testing.T, r *rand.Rand) {
	p, log := randomPlan(r), &record{}
	s := &script{write: randomPart(r.Uint64()), wait: randomPart(r.Uint64())}
	options := executor.Options{Parallel: 1 + r.IntN(5), NoWait: r.IntN(3) == 0, Events: log.add}
	if r.IntN(3) == 0 {
		options.Stop = stopAfter(time.Duration(r.IntN(20000)) * time.Millisecond)
	}
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	if r.IntN(5) == 0 {
		time.AfterFunc(time.Duration(r.IntN(20000))*time.Millisecond, kill)
	}
	err := executor.Run(ctx, p, s.handlers(), options)
	g := grammar{T: t, plan: p, started: map[planner.StepID]bool{}, ended: map[planner.StepID]executor.EventType{}}
	for _, e := range log.events {
		g.read(e)
	}
	g.checkEnd(err)
}

// randomPlan needs only steps with a lower number, in shuffled order.
func randomPlan(r *rand.Rand) *planner.Plan {
	p := plan()
	for i := range 1 + r.IntN(40) {
		s := step(fmt.Sprint(i))
		for range r.IntN(4) {
			if i > 0 {
				s.Needs = append(s.Needs, planner.StepID(fmt.Sprint(r.IntN(i))))
			}
		}
		if r.IntN(4) == 0 {
			s.Action = planner.Delete
		}
		p.Steps = append(p.Steps, s)
	}
	r.Shuffle(len(p.Steps), func(i, j int) { p.Steps[i], p.Steps[j] = p.Steps[j], p.Steps[i] })
	return p
}

func randomPart(salt uint64) func(context.Context, string, executor.Report) error {
	return func(ctx context.Context, name string, report executor.Report) error {
		r := rand.New(rand.NewPCG(salt, uint64(len(name))<<32+uint64(name[0])<<8+uint64(name[len(name)-1])))
		report("working")
		if err := sleep(ctx, time.Duration(r.IntN(5000))*time.Millisecond); err != nil {
			return err
		}
		switch r.IntN(15) {
		case 0:
			return errRefused
		case 1:
			return executor.Transient(errRefused)
		case 2:
			panic("a bug")
		}
		return nil
	}
}

type grammar struct {
	*testing.T
	plan    *planner.Plan
	started map[planner.StepID]bool
	ended   map[planner.StepID]executor.EventType
	last    time.Time
}

func (g *grammar) read(e executor.Event) {
	if e.Time.Before(g.last) {
		g.Errorf("%s %s is earlier than the event before it", e.Step, e.Type)
	}
	g.last = e.Time
	if how, over := g.ended[e.Step]; over {
		g.Errorf("%s %s comes after %s", e.Step, e.Type, how)
	}
	switch e.Type {
	case executor.Started:
		g.start(e.Step)
	case executor.Progress, executor.Retrying:
		g.mustHaveStarted(e)
	case executor.Succeeded, executor.Failed:
		g.mustHaveStarted(e)
		g.ended[e.Step] = e.Type
	case executor.Skipped:
		g.ended[e.Step] = e.Type
	}
	if (e.Type == executor.Failed) != (e.Err != nil && e.Type != executor.Retrying) {
		g.Errorf("%s %s with error %v", e.Step, e.Type, e.Err)
	}
}

func (g *grammar) start(id planner.StepID) {
	if g.started[id] {
		g.Errorf("%s started twice", id)
	}
	g.started[id] = true
	for _, s := range g.plan.Steps {
		for _, need := range s.Needs {
			if s.ID == id && g.ended[need] != executor.Succeeded {
				g.Errorf("%s started before %s succeeded", id, need)
			}
		}
	}
}

func (g *grammar) mustHaveStarted(e executor.Event) {
	if !g.started[e.Step] {
		g.Errorf("%s %s before it started", e.Step, e.Type)
	}
}

// checkEnd compares the error with the ends of the steps.
func (g *grammar) checkEnd(err error) {
	count := map[executor.EventType]int{}
	for _, s := range g.plan.Steps {
		if g.ended[s.ID] == "" {
			g.Errorf("%s never ended", s.ID)
		}
		count[g.ended[s.ID]]++
	}
	var incomplete *executor.Incomplete
	var interrupted *executor.Interrupted
	switch {
	case errors.As(err, &interrupted):
		if len(interrupted.Failed) != count[executor.Failed] || len(interrupted.Unfinished)+len(interrupted.NotStarted) == 0 {
			g.Errorf("%+v does not fit the events: %v", interrupted, count)
		}
	case errors.As(err, &incomplete):
		if len(incomplete.Failed) != count[executor.Failed] || len(incomplete.Skipped) != count[executor.Skipped] {
			g.Errorf("%+v does not fit the events: %v", incomplete, count)
		}
	case err != nil || count[executor.Succeeded] != len(g.plan.Steps):
		g.Errorf("error %v does not fit the events: %v", err, count)
	}
}
