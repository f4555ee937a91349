// Package view renders plans, events and status to people and to machines. It decides nothing and asks nothing: it
// gets values and writes text.
//
// The text and JSON of a plan are an interface: golden tests keep them, and format_version says when they change.
package view
