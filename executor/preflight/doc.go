// Package preflight checks whether a machine can hold a lab: its Docker, room, ports, addresses and limits, and what other
// labs have left on it.
//
// It only looks. A check answers with findings, which say what was found, how bad that is and what to do about it; the same
// ones are notes of a plan, stop an apply, and are listed by `kaaslab doctor`.
package preflight
