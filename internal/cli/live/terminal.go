package live

import (
	"os"

	"golang.org/x/sys/unix"
)

// Possible reports whether the terminal is there to be drawn on: a process in the background would draw over what its user
// does, and be stopped for it.
func Possible(terminal *os.File) bool {
	group, err := foreground(terminal)
	return err == nil && group == unix.Getpgrp()
}

// inBackground reports whether the terminal is somebody else's now.
func inBackground(terminal *os.File) bool {
	group, err := foreground(terminal)
	return err == nil && group != unix.Getpgrp()
}

// foreground is the process group that the terminal is for.
func foreground(terminal *os.File) (int, error) {
	return unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
}

// silence keeps what is typed from being written into the picture. Ctrl-C and the like stay what they are. A terminal that
// is somebody else's is left alone.
func silence(terminal *os.File) (restore func()) {
	fd := int(terminal.Fd())
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil || inBackground(terminal) {
		return func() {}
	}
	silent := *before
	silent.Lflag &^= unix.ECHO | unix.ECHONL
	_ = unix.IoctlSetTermios(fd, setTermios, &silent)
	return func() {
		if !inBackground(terminal) {
			_ = unix.IoctlSetTermios(fd, setTermios, before)
		}
	}
}
