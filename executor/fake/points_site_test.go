package fake_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/record"
)

// course is how a scenario goes without a fault.
type course struct {
	scenario
	moments []moment
	after   string
	deleted map[planner.ID]bool
}

// site is a World of its own for a point, with strangers in it.
type site struct {
	scenario
	world  *fake.World
	others strangers
	theirs strangers // what is adopted, as it was
	filed  bool      // adopt has written the lab file
	history
	mu   sync.Mutex
	said strings.Builder
}

var errNotAllowed = errors.New("asks first before it loses")

func (s *site) tell(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said.WriteString(text + "\n")
}

// run gives a command to a kaaslab that a fault meets, or none.
func (s *site) run(ctx context.Context, c command, f record.Fault, at moment) (*wire, error) {
	ctx, kill := context.WithCancel(ctx)
	defer kill()
	w := &wire{fault: f, at: at, kill: kill, history: &s.history}
	err := c.do(ctx, s, w, c.lab)
	if err != nil {
		s.tell(err.Error())
	}
	return w, err
}

func (s *site) must(ctx context.Context, c command) error {
	_, err := s.run(ctx, c, "", moment{})
	return err
}

// settled is a World in which what is there before a scenario is there.
func settled(ctx context.Context, of scenario) (*site, error) {
	s := &site{scenario: of, world: fake.New(), others: strangers{}, theirs: strangers{}}
	s.history = history{map[planner.Kind][][]planner.Observed{}, map[planner.ID]bool{}}
	s.others.settle(s.world, of.lab, rand.New(rand.NewPCG(1, 0)))
	if of.adopts {
		s.makeTheirs()
	}
	for _, c := range of.before {
		if err := s.must(ctx, c); err != nil {
			return nil, err
		}
	}
	s.deleted = map[planner.ID]bool{}
	return s, nil
}

// follow runs a scenario without a fault.
func follow(ctx context.Context, of scenario) (course, error) {
	s, err := settled(ctx, of)
	if err != nil {
		return course{}, fmt.Errorf("before: %w", err)
	}
	w, err := s.run(ctx, of.command, "", moment{})
	slices.SortFunc(w.moments, func(a, b moment) int { return strings.Compare(a.String(), b.String()) })
	return course{of, w.moments, s.census(), maps.Clone(s.deleted)}, err
}

var chosen = regexp.MustCompile(`"apiPort":3\d{4}`) // in the order of calls

func (s *site) census() string {
	return chosen.ReplaceAllString(s.world.String(), `"apiPort":"chosen"`)
}

// meet runs a scenario in which a call meets a fault, and looks whether the next run puts all right.
func (c course) meet(ctx context.Context, f record.Fault, call int) (record.Outcome, error) {
	o := record.Outcome{Point: record.Point{Scenario: c.name, Fault: f, Call: call + 1}, Request: c.moments[call].String()}
	s, err := settled(ctx, c.scenario)
	if err != nil {
		return o, err
	}
	w, err := s.run(ctx, c.command, f, c.moments[call])
	if o.Struck = w.struck; err != nil {
		o.Code = 1
	}
	if err := explained(err, f); err != nil {
		return o, err
	}
	time.Sleep(time.Hour) // what was left behind ends
	if kills(f) && call%2 == 0 {
		s.world.Settle() // controllers go on meanwhile
	}
	return o, errors.Join(s.heal(ctx, c), s.remove(ctx))
}

// explained fails for an error that the fault does not explain: the World found a mistake in the order of the steps. After an old
// answer the plan is about what was, and the World refuses some of it.
func explained(err error, f record.Fault) error {
	if err == nil || f == record.ListOld || kills(f) || errors.Is(err, errStruck) {
		return nil
	}
	return fmt.Errorf("it ended with what the fault does not explain: %w", err)
}

// heal is the next run, and what has to be true then.
func (s *site) heal(ctx context.Context, c course) error {
	if err := s.must(ctx, c.command); err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	w, err := s.run(ctx, c.command, "", moment{})
	if err != nil {
		return fmt.Errorf("the run after the next: %w", err)
	}
	for _, at := range w.moments {
		if at.Op != fake.Observe {
			return fmt.Errorf("after the next run there was still to do: %s", at)
		}
	}
	if different := cmp.Diff(c.after, s.census()); different != "" {
		return fmt.Errorf("it is not as without the fault:\n%s", different)
	}
	for id := range s.deleted {
		if _, stays := s.world.Get(id); stays && !c.deleted[id] {
			return fmt.Errorf("%s was deleted, and made again", id)
		}
	}
	return s.unhurt()
}

// unhurt looks at others, and at what was said.
func (s *site) unhurt() error {
	if strings.Contains(s.said.String(), canary) {
		return fmt.Errorf("a secret is told:\n%s", s.said.String())
	}
	for id, before := range s.others {
		now, _ := s.world.Get(id)
		if touched := cmp.Diff(before, now); touched != "" {
			return fmt.Errorf("%s of %s was touched:\n%s", id, before.Owner, touched)
		}
	}
	return nil
}

// remove destroys the lab and looks for what is left.
func (s *site) remove(ctx context.Context) error {
	end := inTurn(destroy)
	if s.adopts {
		end = inTurn(destroy, forget)
	}
	if err := s.must(ctx, command{s.lab, end}); err != nil {
		return fmt.Errorf("destroy: %w", err)
	}
	if left := s.world.Owned(s.lab.Name); len(left) > 0 {
		return fmt.Errorf("destroy has left %v", left)
	}
	if s.adopts && !s.gone {
		return errors.Join(s.letGo(), s.unhurt())
	}
	return s.unhurt()
}
