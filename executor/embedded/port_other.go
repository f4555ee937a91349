//go:build !linux

package embedded

// listening would find the process that listens on a port. Only Linux tells that to everybody.
func listening(int) (pid int, name string) { return 0, "" }
