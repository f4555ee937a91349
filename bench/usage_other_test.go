//go:build !linux

package bench

import "testing"

// usage is only known on Linux.
func usage(*testing.B, string) (cpu, rss float64) { return 0, 0 }

// peakMemory is only known on Linux.
func peakMemory(int) float64 { return 0 }
