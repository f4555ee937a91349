// Package ownershiptest has labs for tests of adapters.
package ownershiptest

import (
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// Lab is the lab of a name whose identity is the same in every call.
func Lab(name string) *ownership.Lab {
	return ownership.New(name, planner.Identity{ID: "0123456789abcdef", User: "ann", Host: "here", File: "/labs/lab.yaml", Made: "2026-11-27T08:00:00Z"})
}

// LookAlike is another lab of the same name.
func LookAlike(name string) *ownership.Lab {
	return ownership.New(name, planner.Identity{ID: "fedcba9876543210", User: "bob", Host: "there", File: "/other/lab.yaml", Made: "2026-11-27T09:00:00Z"})
}
