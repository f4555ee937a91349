package graph

import "slices"

// withoutImplied leaves out each line for which there is a longer way between the same boxes.
func withoutImplied(lines []Line) []Line {
	next := successors(lines)
	kept := make([]Line, 0, len(lines))
	implied := map[string]map[string]bool{}
	for _, line := range lines {
		if implied[line.From] == nil {
			implied[line.From] = beyond(next, line.From)
		}
		if !implied[line.From][line.To] {
			kept = append(kept, line)
		}
	}
	return kept
}

func successors(lines []Line) map[string][]string {
	next := map[string][]string{}
	for _, line := range lines {
		if !slices.Contains(next[line.From], line.To) {
			next[line.From] = append(next[line.From], line.To)
		}
	}
	return next
}

// beyond is what can be reached from a box in two lines or more.
func beyond(next map[string][]string, from string) map[string]bool {
	seen := map[string]bool{}
	var visit func(string)
	visit = func(box string) {
		for _, b := range next[box] {
			if !seen[b] {
				seen[b] = true
				visit(b)
			}
		}
	}
	for _, b := range next[from] {
		visit(b)
	}
	return seen
}
