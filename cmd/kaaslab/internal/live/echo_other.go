//go:build !unix

package live

import "os"

func silence(*os.File) (restore func()) { return func() {} }

// Possible reports whether the terminal is there to be drawn on.
func Possible(*os.File) bool { return false }
