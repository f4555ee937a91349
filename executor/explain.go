package executor

import (
	"context"

	"github.com/kaaslab/kaaslab/planner"
)

// Explainer is a Handler that can say more about a resource whose step failed than the error does.
type Explainer interface {
	// Explain looks at the resource once more. It only reads.
	Explain(ctx context.Context, r planner.Resource) (Account, error)
}

// Account is what is last known of a resource whose step failed.
type Account struct {
	Conditions []string // that are not as they should be, the latest first
	Pods       []string // why its pods are not ready
	Events     []string // the latest last
	Log        []string // the last lines that it wrote
	Describe   string   // what `kubectl describe` needs to show all of it
	Show       string   // a command that shows more of what is no object in Kubernetes
}
