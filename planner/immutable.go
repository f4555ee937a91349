package planner

import "slices"

// changesAny reports whether a change is in one of the fields, or below it.
func changesAny(changes []Change, fields []string) bool {
	return slices.ContainsFunc(changes, func(change Change) bool {
		return slices.ContainsFunc(fields, func(field string) bool { return isWithinField(change.Field, field) })
	})
}

func isWithinField(path, field string) bool {
	if len(path) < len(field) || path[:len(field)] != field {
		return false
	}
	return len(path) == len(field) || path[len(field)] == '.' || path[len(field)] == '['
}
