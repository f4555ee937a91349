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

// Evidence takes in what is found when somebody wants to know what is wrong with a lab. It may be used from many goroutines.
type Evidence interface {
	// File adds a file. Text is added as it is, and any other value as YAML. Secrets are taken out later, so nobody who
	// collects has to think of them.
	File(name string, content any)
	// Secret tells values that must not be in any file.
	Secret(values ...string)
	// Missing says what could not be looked at, and why. The rest goes on.
	Missing(what string, err error)
}

// Witness collects evidence of one part of a lab. It only reads. An error means that the part could not be looked at at all.
type Witness func(ctx context.Context, into Evidence) error
