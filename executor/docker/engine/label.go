package engine

import (
	"github.com/kaaslab/kaaslab/planner"
)

// AnotherOwner stands for the owner of what no lab owns.
const AnotherOwner = "another owner"

// Owner is the lab that labels name, or AnotherOwner.
func Owner(labels map[string]string) string {
	if lab := labels[planner.LabLabel]; lab != "" {
		return lab
	}
	return AnotherOwner
}

// Labels are the labels of what a lab owns.
func Labels(lab string) map[string]string { return map[string]string{planner.LabLabel: lab} }
