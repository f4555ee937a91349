// Package injection breaks simulated clusters on purpose: a node that is not
// ready, a pod that crashes or has no image, an API server that cannot be reached
// or is slow. What is to be broken is written on the Cluster in the management
// cluster, so that it outlives this process and whoever asked for it, and can be
// healed while the cluster's own API does not answer.
package injection

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Annotation of a Cluster with its faults, as a JSON list.
const Annotation = "kaaslab.dev/faults"

// What a fault is put on.
const (
	Node = "node"
	Pod  = "pod"
	API  = "api"
)

// Kinds of faults.
const (
	NotReady     = "NotReady"
	CrashLoop    = "CrashLoop"
	ImageMissing = "ImageMissing"
	Unreachable  = "Unreachable"
	Slow         = "Slow"
)

// Fault is one thing that is broken.
type Fault struct {
	Target string `json:"target"`
	// Name of a node, or namespace/name of a pod.
	Name string `json:"name,omitempty"`
	// UID of the node or pod. Another one of that name is whole.
	UID  string `json:"uid,omitempty"`
	Kind string `json:"fault"`
	// Delay of each answer of a slow API server, as "2s".
	Delay string `json:"delay,omitempty"`
	// Until it heals by itself; nil is until somebody heals it.
	Until *time.Time `json:"until,omitempty"`
}

// parse reads the faults of a Cluster.
func parse(text string) ([]Fault, error) {
	var faults []Fault
	if err := json.Unmarshal([]byte(text), &faults); err != nil {
		return nil, fmt.Errorf("annotation %s: %w", Annotation, err)
	}
	return faults, nil
}

// inForce are the faults whose time has not passed.
func inForce(faults []Fault, now time.Time) []Fault {
	return slices.DeleteFunc(slices.Clone(faults), func(f Fault) bool { return f.Until != nil && !now.Before(*f.Until) })
}

// nextEnd is how long it takes until a fault heals, or the most that is given.
func nextEnd(faults []Fault, now time.Time, most time.Duration) time.Duration {
	next := most
	for _, f := range faults {
		if f.Until != nil {
			next = min(next, max(f.Until.Sub(now), time.Millisecond))
		}
	}
	return next
}

// ofAPI is the fault of the API server, if it has one.
func ofAPI(faults []Fault) *Fault {
	for i := range faults {
		if faults[i].Target == API {
			return &faults[i]
		}
	}
	return nil
}

// Broken tells whether a target of this kind is broken now on a Cluster with
// these annotations.
func Broken(annotations map[string]string, target string) bool {
	faults, err := parse(annotations[Annotation])
	return err == nil && slices.ContainsFunc(inForce(faults, time.Now()), func(f Fault) bool { return f.Target == target })
}
