// Package series finds names that count up, such as fleet-001 ... fleet-100, so that a fleet takes one line and not a
// hundred.
package series

import (
	"fmt"
	"strconv"
	"strings"
)

// Least is how many names make a series. Fewer are read faster one by one.
const Least = 4

// Fold puts items whose names count up and that are the same otherwise into groups, each at the place of its first item.
// What belongs to no series is a group of its own.
func Fold[T any](items []T, name func(T) string, same func(a, b T) bool) [][]T {
	var runs [][]T
	next := map[string]int{} // the run that a name would continue
	for _, item := range items {
		i, continues := next[name(item)]
		if continues && same(runs[i][0], item) {
			runs[i] = append(runs[i], item)
		} else {
			i, runs = len(runs), append(runs, []T{item})
		}
		if following, counts := successor(name(item)); counts {
			next[following] = i
		}
	}
	return longEnough(runs)
}

// longEnough takes short runs apart.
func longEnough[T any](runs [][]T) [][]T {
	var groups [][]T
	for _, run := range runs {
		if len(run) >= Least {
			groups = append(groups, run)
			continue
		}
		for i := range run {
			groups = append(groups, run[i:i+1])
		}
	}
	return groups
}

// Title names a group by its first and its last name.
func Title[T any](group []T, name func(T) string) string {
	first, last := name(group[0]), name(group[len(group)-1])
	if len(group) == 1 {
		return first
	}
	return fmt.Sprintf("%s ... %s", first, last)
}

// successor is the name that comes after one that ends in a number: fleet-001 is followed by fleet-002.
func successor(name string) (string, bool) {
	prefix := strings.TrimRight(name, "0123456789")
	digits := name[len(prefix):]
	number, err := strconv.Atoi(digits)
	if err != nil {
		return "", false
	}
	return fmt.Sprintf("%s%0*d", prefix, len(digits), number+1), true
}
