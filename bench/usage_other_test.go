//go:build !linux

package bench

import "testing"

// usage is only known on Linux.
func usage(*testing.B, string) used { return used{} }

// kill is only known on Linux.
func kill(b *testing.B, _ string) { b.Skip("the process of a lab is only found on Linux") }

// peakMemory is only known on Linux.
func peakMemory(int) float64 { return 0 }
