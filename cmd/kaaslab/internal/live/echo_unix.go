//go:build unix

package live

import (
	"os"

	"golang.org/x/sys/unix"
)

// silence keeps what is typed from being written into the picture. Ctrl-C and the like stay what they are.
func silence(terminal *os.File) (restore func()) {
	fd := int(terminal.Fd())
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return func() {}
	}
	silent := *before
	silent.Lflag &^= unix.ECHO | unix.ECHONL
	_ = unix.IoctlSetTermios(fd, setTermios, &silent)
	return func() { _ = unix.IoctlSetTermios(fd, setTermios, before) }
}

// Possible reports whether the terminal is there to be drawn on: a process in the background would draw over what its user
// does, and be stopped for it.
func Possible(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
