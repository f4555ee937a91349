//go:build !linux

package listener

// On would find the process that listens on a port. Only Linux tells that to everybody.
func On(int) Process { return Process{} }
