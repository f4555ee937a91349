package embedded

import (
	"fmt"
	"os"
	"strings"
)

// isProgram reports whether a process is the program, run on that data directory.
func isProgram(pid int, dir string) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return false
	}
	if len(text) == 0 {
		return true // it ends: its arguments go before its lock does
	}
	return runs(strings.Split(string(text), "\x00"), dir)
}
