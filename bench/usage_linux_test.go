package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// usage reads from /proc what the processes of an embedded management cluster use.
func usage(b *testing.B, data string) used {
	b.Helper()
	all := used{}
	for _, pid := range family(pidOf(b, data)) {
		stat := statOf(pid)
		if len(stat) < 13 {
			continue // it has ended
		}
		for _, ticks := range stat[11:13] { // utime and stime of proc(5), in hundredths of a second
			n, _ := strconv.ParseFloat(ticks, 64)
			all.cpu += n / 100
		}
		all.memory += memory(pid, "VmRSS:")
		all.peak += memory(pid, "VmHWM:")
	}
	return all
}

// kill ends the management cluster as a crash would.
func kill(b *testing.B, data string) {
	b.Helper()
	if err := syscall.Kill(pidOf(b, data), syscall.SIGKILL); err != nil {
		b.Fatal(err)
	}
}

func pidOf(b *testing.B, data string) int {
	b.Helper()
	var status struct{ PID int }
	text, err := os.ReadFile(filepath.Join(data, "status.json"))
	if err == nil {
		err = json.Unmarshal(text, &status)
	}
	if err != nil {
		b.Fatal(err)
	}
	return status.PID
}

// family is a process with its children: Sveltos is one of its own.
func family(pid int) []int {
	pids := []int{pid}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if stat := statOf(child); len(stat) > 1 && stat[1] == strconv.Itoa(pid) {
			pids = append(pids, child)
		}
	}
	return pids
}

// statOf are the fields of a process's stat from its state on, none if it is gone.
func statOf(pid int) []string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return strings.Fields(afterName(string(text)))
}

// peakMemory is the most memory that a running process has had, in megabytes; 0 if it is gone.
func peakMemory(pid int) float64 { return memory(pid, "VmHWM:") }

// memory is a line of a process's status, in megabytes; 0 if it is gone.
func memory(pid int, line string) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for l := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(l, line); found {
			kilobytes, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kilobytes / 1024
		}
	}
	return 0
}

// afterName cuts off the process's name, which may have spaces.
func afterName(stat string) string { return stat[strings.LastIndexByte(stat, ')')+1:] }
