package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/internal/tree"
)

// stepMark is how a step looks from afar.
type stepMark struct {
	symbol, ascii string
	colour        colour
}

// in is the symbol that a style can show.
func (m stepMark) in(style Style) string {
	if style.ASCII {
		return m.ascii
	}
	return m.symbol
}

var stepMarks = map[executor.EventType]stepMark{
	"":                 {"·", ".", dim},
	executor.Started:   {"•", "*", cyan},
	executor.Succeeded: {"✓", "+", green},
	executor.Failed:    {"✗", "x", red},
	executor.Skipped:   {"-", "-", yellow},
}

// mark puts the symbol of a state before a title.
func (s *Steps) mark(state executor.EventType, title string) string {
	m := stepMarks[state]
	return s.style.paint(m.colour, m.in(s.style)) + " " + title
}

// kind is the node of a kind. One that is through is a single line, and so is one that has not begun.
func (s *Steps) kind(k *kindOfSteps, most int) tree.Node {
	if len(k.steps) == 1 {
		return s.alone(k.steps[0])
	}
	done, state := k.count(executor.Succeeded), k.state()
	node := tree.Node{Head: s.mark(state, string(k.kind)), State: fmt.Sprintf("%d/%d", done, len(k.steps))}
	if done == len(k.steps) {
		node.Detail = "done in " + seconds(k.span())
		return node
	}
	node.Detail = s.toCome(k)
	for _, state := range []executor.EventType{executor.Failed, executor.Started, executor.Skipped} {
		node.Children = append(node.Children, s.groups(k.in(state), state, most)...)
	}
	return node
}

// alone is the node of a step that is the only one of its kind.
func (s *Steps) alone(step *course.Step) tree.Node {
	node := s.step(step)
	node.Head = s.mark(step.State, step.Resource.String())
	if step.State == executor.Succeeded {
		node.Detail = "done in " + seconds(step.Elapsed)
	}
	return node
}

func (s *Steps) step(step *course.Step) tree.Node {
	return tree.Node{Head: s.mark(step.State, step.Resource.Name), State: s.time(step), Detail: step.Said}
}

// time is how long a step took, or has been running.
func (s *Steps) time(step *course.Step) string {
	if step.State == executor.Started || step.State == executor.Failed {
		return strings.TrimSpace(clock(step.Age(s.now)))
	}
	return ""
}

// groups are the nodes of steps in the same state, in one line where the same is said of several, and at most so many.
func (s *Steps) groups(steps []*course.Step, state executor.EventType, most int) []tree.Node {
	var nodes []tree.Node
	alike := fold(steps)
	shown := 0
	for i, group := range alike {
		if i == most-1 && len(alike) > most || most == 0 {
			return append(nodes, tree.Node{Head: s.mark(state, rest(len(steps), shown)+" "+stateWords[state])})
		}
		nodes = append(nodes, s.group(group))
		shown += len(group)
	}
	return nodes
}

func rest(all, shown int) string {
	if shown == 0 {
		return fmt.Sprint(all)
	}
	return fmt.Sprintf("%d more", all-shown)
}

var stateWords = map[executor.EventType]string{
	executor.Started: "running", executor.Failed: "failed", executor.Skipped: "skipped",
}

func (s *Steps) group(group []*course.Step) tree.Node {
	if len(group) == 1 {
		return s.step(group[0])
	}
	first := group[0]
	return tree.Node{
		Head: s.mark(first.State, fmt.Sprintf("%d like %s", len(group), first.Resource.Name)), State: s.time(first),
		Detail: series.Anonymous(first.Said, first.Resource.Name),
	}
}

// fold puts steps of which the same is said together, if they are many. The steps that began first come first.
func fold(steps []*course.Step) [][]*course.Step {
	slices.SortStableFunc(steps, func(a, b *course.Step) int { return a.Begun.Compare(b.Begun) })
	var groups [][]*course.Step
	position := map[string]int{}
	for _, step := range steps {
		said := series.Anonymous(step.Said, step.Resource.Name)
		i, known := position[said]
		if !known || len(steps) < series.Least {
			i, position[said] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], step)
	}
	return groups
}

// state is the worst that a step of the kind has come to.
func (k *kindOfSteps) state() executor.EventType {
	switch {
	case k.count(executor.Failed) > 0:
		return executor.Failed
	case k.count(executor.Started) > 0:
		return executor.Started
	case k.count(executor.Skipped) > 0:
		return executor.Skipped
	case k.count("") == len(k.steps):
		return ""
	case k.count("") > 0:
		return executor.Started
	}
	return executor.Succeeded
}

// span is the time from the first beginning to the last end.
func (k *kindOfSteps) span() time.Duration {
	last := slices.MaxFunc(k.steps, func(a, b *course.Step) int { return cmp.Compare(endsAt(a), endsAt(b)) })
	return time.Duration(endsAt(last) - k.begun().UnixNano())
}

func endsAt(step *course.Step) int64 { return step.Begun.Add(step.Elapsed).UnixNano() }
