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
	Events     []string // the latest last
	Describe   string   // what `kubectl describe` needs to show all of it
}
