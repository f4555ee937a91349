package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// usage reads from /proc what the embedded management cluster has used: seconds of processor time and the most memory, in
// megabytes.
func usage(b *testing.B, data string) (cpu, rss float64) {
	b.Helper()
	var status struct{ PID int }
	text, err := os.ReadFile(filepath.Join(data, "status.json"))
	if err == nil {
		err = json.Unmarshal(text, &status)
	}
	if err != nil {
		b.Fatal(err)
	}
	stat := strings.Fields(afterName(readProc(b, status.PID, "stat")))
	for _, ticks := range stat[11:13] { // utime and stime of proc(5), in hundredths of a second
		n, _ := strconv.ParseFloat(ticks, 64)
		cpu += n / 100
	}
	return cpu, peakMemory(status.PID)
}

// peakMemory is the most memory that a running process has had, in megabytes; 0 if it is gone.
func peakMemory(pid int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		if peak, found := strings.CutPrefix(line, "VmHWM:"); found {
			kilobytes, _ := strconv.ParseFloat(strings.Fields(peak)[0], 64)
			return kilobytes / 1024
		}
	}
	return 0
}

// afterName cuts off the process's name, which may have spaces.
func afterName(stat string) string { return stat[strings.LastIndexByte(stat, ')')+1:] }

func readProc(b *testing.B, pid int, file string) string {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}
