package planner_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestSettingsOfTheKernelHaveOneOrder: what is looked at, planned, applied and told comes in the same order each time.
func TestSettingsOfTheKernelHaveOneOrder(t *testing.T) {
	lab := &spec.Lab{Name: "demo", Host: spec.Host{Persist: true, Sysctl: map[string]int64{}}}
	for i := range 30 {
		lab.Host.Sysctl[fmt.Sprintf("net.core.setting%02d", i)] = 1
	}
	for range 5 {
		var names []string
		for _, r := range planner.Desired(lab) {
			switch r.ID.Kind {
			case planner.KindSysctl:
				names = append(names, r.ID.Name)
			case planner.KindSysctlFile:
				if !slices.IsSortedFunc(r.Needs, compareNames) {
					t.Fatalf("the file needs %v", r.Needs)
				}
			}
		}
		if len(names) != 30 || !slices.IsSorted(names) {
			t.Fatalf("in the order %v", names)
		}
	}
}

func compareNames(a, b planner.ID) int {
	switch {
	case a.Name < b.Name:
		return -1
	case a.Name > b.Name:
		return 1
	}
	return 0
}
