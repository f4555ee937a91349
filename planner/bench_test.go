package planner_test

import (
	"fmt"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fleet is a lab with that many workload clusters.
func fleet(b *testing.B, count int) *spec.Lab {
	text := fmt.Sprintf("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters:\n"+
		"- {name: fleet, count: %d, labels: {cni: cilium, tier: gold}, workers: [{name: md-0, replicas: 2}]}\n", count)
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		b.Fatal(err)
	}
	return lab
}

// BenchmarkComputeUnchanged plans a lab that is there as it is wanted. Time and memory for each size stand in one table:
// they grow with the number of clusters.
func BenchmarkComputeUnchanged(b *testing.B) {
	for _, count := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			lab := fleet(b, count)
			state := planner.NewState(observe(lab)...)
			b.ReportAllocs()
			for b.Loop() {
				plan, err := planner.Compute(lab, state)
				if err != nil || !plan.Empty() {
					b.Fatalf("%d steps, %v", len(plan.Steps), err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/cluster")
		})
	}
}

// BenchmarkComputeCreate plans a lab of which nothing is there.
func BenchmarkComputeCreate(b *testing.B) {
	for _, count := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			lab := fleet(b, count)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := planner.Compute(lab, planner.State{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
