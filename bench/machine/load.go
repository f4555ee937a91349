// Package machine says how busy the machine is, beside what is measured on it.
package machine

import (
	"os"
	"strconv"
	"strings"
)

// Load is how many processes wanted a processor in the last minute, on average. It is known on Linux only, and zero elsewhere.
func Load() float64 {
	text, _ := os.ReadFile("/proc/loadavg")
	minute, _, _ := strings.Cut(string(text), " ")
	n, _ := strconv.ParseFloat(minute, 64)
	return n
}
