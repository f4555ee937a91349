package bench

import (
	"fmt"
	"strconv"
	"testing"
)

// BenchmarkInMemory makes labs of in-memory clusters (one control plane machine and one worker each) with the real
// controllers, and removes them again: how long it takes, and what the management cluster needs for it.
func BenchmarkInMemory(b *testing.B) {
	for _, count := range []int{0, 3, 30, 100} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				measureInMemory(b, count)
			}
		})
	}
}

func measureInMemory(b *testing.B, count int) {
	l, text := newLab(b), head
	if count > 0 {
		text += fmt.Sprintf("workloadClusters:\n- {name: fleet, count: %d, infrastructure: inMemory, workers: [{name: md-0, replicas: 1}]}\n", count)
	}
	up := l.apply(text)
	used := usage(b, l.data())
	if count > 0 {
		b.ReportMetric(l.apply(head).wall.Seconds(), "delete-s")
	}
	l.destroy()
	b.ReportMetric(up.wall.Seconds(), "up-s")
	b.ReportMetric(used.cpu, "up-cpu-s")
	b.ReportMetric(used.peak, "peak-MB")
}
