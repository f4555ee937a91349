// Package executor observes a lab and runs a plan. It decides nothing: what to do is in the plan, and how a kind of
// resource is observed, applied and deleted is in that kind's Handler.
//
// Steps run in parallel as soon as what they need has succeeded. A failure skips only what depends on it. Nothing is
// rolled back that the next apply can finish.
package executor
