// Package listener tells who listens on a TCP port of this machine, as far as this user may see. It is only used to say who
// is in the way.
package listener

import "fmt"

// Process is one that listens on a port. Without a PID it is not known.
type Process struct {
	PID  int
	Name string
	// Arguments are those that it was started with, the program first.
	Arguments []string
}

// By returns words to put behind "is in use", or nothing for a process that is not known.
func (p Process) By() string {
	if p.PID == 0 {
		return ""
	}
	return fmt.Sprintf(" by process %q (pid %d)", p.Name, p.PID)
}
