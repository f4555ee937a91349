// Package bundle collects what is to be seen of a lab that does not work, and writes it into one archive without secrets.
//
// A part that cannot be looked at is a line in the archive's index, never a reason to end: what is broken is the very thing
// that people make a bundle for.
package bundle
