// Package snapshot takes a picture of a lab: what is there, as far as it can be seen, in the words that status and the
// browser page show. Where a part cannot be seen, the picture says so and shows the rest; it never fails, and it writes
// nothing.
package snapshot
