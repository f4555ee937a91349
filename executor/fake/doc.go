// Package fake is a World in memory for all kinds of resources, with handlers that pass the same contract as the real
// ones (package handlertest).
//
// The World is strict where reality would break late or silently: a resource cannot be applied before what it needs and
// its holder are ready, nor deleted while something else needs it, nor changed where it cannot change in place. A mistake
// in the order of a plan is therefore an error of its run. And it is as forgetful as reality: what it shows of a resource
// is what an adapter can read back, not what was once applied.
package fake
