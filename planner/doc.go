// Package planner compares the lab that is wanted with the lab that is there, and says what to do about it.
//
// It is a pure function of its two inputs: no context, clock, log, prompt or client (a test lists its imports). Desired
// and observed things are the same type, Resource, so planning is the comparison of two sets. A plan is data: steps with
// stable IDs, what each step needs, why it is there and which fields change.
//
// Each kind of resource has one file, which holds its attributes and how a lab file becomes resources of that kind.
// The table of kinds is in desired.go.
package planner
