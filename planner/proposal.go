package planner

import "reflect"

// chosen lists the fields of a resource that is to be created as they would be chosen, those that the lab sets among them.
func (c *comparison) chosen(r Resource) []Change {
	proposal, found := c.proposed[r.ID]
	open, canFill := r.Attrs.(Open)
	if !found || !canFill {
		return nil
	}
	nothing := reflect.Zero(reflect.TypeOf(r.Attrs)).Interface().(Attrs)
	changes := Diff(nothing, open.Fill(proposal))
	for i := range changes {
		changes[i].Old, changes[i].Added = "", true
	}
	return changes
}
