// Package live draws on a terminal what changes, in place. It is the only importer of the library that draws.
//
// It leaves the keyboard alone: Ctrl-C is a signal like any other, what the user types goes to the next program, and the
// terminal is never asked anything, for its answer would be taken for typing. The cursor stays to be seen below the
// picture, so that a process that is killed leaves a terminal that works.
package live
