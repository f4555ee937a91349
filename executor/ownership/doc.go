// Package ownership says whose a thing is. A thing is a lab's only if it carries the lab's name, the lab's identity, which
// is a random ID made with the lab, and the name of the very thing that the lab made. So what was copied with all its
// labels, and what a lab of the same name made, are somebody else's.
//
// The adapters of a lab share one Lab. They write its marks, and ask it whose the marks are that they find.
package ownership
