// Package live draws on a terminal what changes, in place. It is the only importer of the library that draws.
//
// It leaves the keyboard alone: Ctrl-C is a signal like any other, what the user types goes to the next program, and the
// terminal is never asked anything, for its answer would be taken for typing. The cursor stays to be seen below the
// picture, in the screen with the history. All that it changes about the terminal is that it does not show what is typed,
// and shells put that back after a process that was killed.
//
// While the process is stopped or in the background, the terminal is as it was before. In the foreground again, the picture
// starts anew below what was shown meanwhile.
package live
