package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
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

// residentOf is the memory of a process and of its children, as far as it can be read.
func residentOf(pid int) int64 {
	all := resident(pid)
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				all += residentOf(n)
			}
		}
	}
	return all
}

// resident is the second field of statm of proc(5), in pages.
func resident(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
