//go:build !linux

package embedded

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// isProgram reports whether a process is the program, run on that data directory.
func isProgram(pid int, dir string) bool {
	text, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return false
	}
	program, rest, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	return runs([]string{program, findIn(rest, dir)}, dir)
}

// findIn returns the directory if the line has it: ps prints arguments without saying where a space is part of one.
func findIn(line, dir string) string {
	if strings.Contains(line+" ", " "+dir+" ") {
		return dir
	}
	return ""
}

// residentOf is the memory of a process and of its children, as far as ps tells it.
func residentOf(pid int) int64 {
	text, _ := exec.Command("ps", "-axo", "pid=,ppid=,rss=").Output()
	all := int64(0)
	for line := range strings.Lines(string(text)) {
		var process, parent int
		var kilobytes int64
		if n, _ := fmt.Sscan(line, &process, &parent, &kilobytes); n == 3 && (process == pid || parent == pid) {
			all += kilobytes << 10
		}
	}
	return all
}
