package view

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/tree"
)

// Lines lays the steps out for a window of that size: what has ended is counted, and what is under way is said in as much
// detail as there is room for.
func (s *Steps) Lines(width, height int) []string {
	foot := s.foot(width)
	room := max(height-len(foot), 1)
	for _, most := range []int{room, 12, 8, 5, 3, 2, 1, 0} {
		for _, detail := range []int{2, 1} {
			if lines := s.tree(width, most, detail); len(lines) <= room {
				return append(lines, foot...)
			}
		}
	}
	return append(s.cut(s.tree(width, 0, 1), room), foot...)
}

func (s *Steps) tree(width, most, detail int) []string {
	roots := make([]tree.Node, len(s.kinds))
	for i, k := range s.kinds {
		roots[i] = s.kind(k, most)
	}
	options := s.style.tree()
	options.Width, options.DetailLines = width, detail
	return tree.Lines(roots, options)
}

// cut keeps what comes last, which is what runs.
func (s *Steps) cut(lines []string, room int) []string { return lines[len(lines)-room:] }

// foot is the line below the tree. A summary has none: what is said next is the end.
func (s *Steps) foot(width int) []string {
	if s.over {
		return nil
	}
	text := strings.TrimSpace(clock(s.now.Sub(s.started))) + "  " + s.counts()
	lines := tree.Lines([]tree.Node{{Head: text}}, tree.Options{Width: width, ASCII: s.style.ASCII})
	if s.stopping {
		lines = append(lines, tree.Lines([]tree.Node{{Head: s.style.paint(yellow, stopping)}}, tree.Options{Width: width, ASCII: s.style.ASCII})...)
	}
	return lines
}

// counts says how many steps there are of each sort.
func (s *Steps) counts() string {
	counts := map[executor.EventType]int{}
	for _, step := range s.course.Steps {
		counts[step.State]++
	}
	parts := []string{fmt.Sprintf("%d of %d steps done", counts[executor.Succeeded], len(s.course.Steps))}
	for _, state := range []executor.EventType{executor.Started, executor.Failed, executor.Skipped} {
		if counts[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[state], stateWords[state]))
		}
	}
	return strings.Join(parts, ", ")
}
