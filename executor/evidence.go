package executor

import "context"

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
