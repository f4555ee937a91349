// Package injection breaks simulated clusters on purpose, and heals them. It writes what is to be broken on the Cluster in
// the management cluster; kaaslab-embedded makes it so, and heals what has a time, whether anybody still waits or not.
package injection

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Annotation of a Cluster with its faults, as a JSON list. kaaslab-embedded reads it.
const Annotation = "kaaslab.dev/faults"

// What can be broken.
const (
	Node = "node"
	Pod  = "pod"
	API  = "api"
)

// What can be wrong with it.
const (
	NotReady     = "NotReady"
	CrashLoop    = "CrashLoop"
	ImageMissing = "ImageMissing"
	Unreachable  = "Unreachable"
	Slow         = "Slow"
)

// Targets are all that can be broken.
var Targets = []string{Node, Pod, API}

// kinds are what can be wrong with a target.
var kinds = map[string][]string{
	Node: {NotReady},
	Pod:  {CrashLoop, ImageMissing},
	API:  {Unreachable, Slow},
}

// Fault is one thing that is broken on purpose. Its JSON is an interface, also to kaaslab-embedded.
type Fault struct {
	Target string     `json:"target"`
	Name   string     `json:"name,omitempty"` // of a node, or namespace/name of a pod
	UID    string     `json:"uid,omitempty"`
	Kind   string     `json:"fault"`
	Delay  string     `json:"delay,omitempty"`
	Until  *time.Time `json:"until,omitempty"` // nil until somebody heals it
}

// Check refuses what can be broken on no cluster.
func (f Fault) Check() error {
	namespace, pod, _ := strings.Cut(f.Name, "/")
	switch {
	case !slices.Contains(Targets, f.Target):
		return fault.Errorf(fault.WrongArguments, "%q cannot be broken; name node, pod or api", f.Target)
	case f.Target == API && f.Name != "":
		return fault.Errorf(fault.WrongArguments, "a cluster has one API server, so that %q names none; leave it out", f.Name)
	case f.Target == Pod && (namespace == "" || pod == "" || strings.Contains(pod, "/")):
		return fault.Errorf(fault.WrongArguments, "%q is not namespace/name of a pod, such as default/web-0", f.Name)
	case f.Target == Node && f.Name == "":
		return fault.Errorf(fault.WrongArguments, "name the node to break; `kubectl get nodes` lists them")
	case !slices.Contains(kinds[f.Target], f.Kind):
		return fault.Errorf(fault.WrongArguments, "nothing is known of fault %q of %s; it can be %s", f.Kind, f.On(), strings.Join(kinds[f.Target], " or "))
	}
	return nil
}

// On names what is broken, as "node w-1".
func (f Fault) On() string {
	if f.Target == API {
		return "the API server"
	}
	return f.Target + " " + f.Name
}

// String says what is wrong with what, and until when.
func (f Fault) String() string {
	wrong := map[string]string{
		NotReady: "is not ready", CrashLoop: "crashes again and again", ImageMissing: "has no image",
		Unreachable: "cannot be reached", Slow: "answers after " + f.Delay,
	}[f.Kind]
	text := f.On() + " " + cmp.Or(wrong, f.Kind)
	if f.Until != nil {
		text += " until " + f.Until.UTC().Format("15:04:05 UTC")
	}
	return text
}

// Note says what is broken on a cluster with these annotations, or nothing. Times that have passed are kaaslab-embedded's to
// see: who only looks has no clock.
func Note(annotations map[string]string) []string {
	var notes []string
	for _, f := range read(annotations) {
		notes = append(notes, f.String())
	}
	return notes
}

// read leaves out what nobody can read: kaaslab-embedded breaks nothing by it either.
func read(annotations map[string]string) []Fault {
	var faults []Fault
	if json.Unmarshal([]byte(annotations[Annotation]), &faults) != nil {
		return nil
	}
	return faults
}

// with puts a fault beside others. What is broken already is broken in the new way.
func with(faults []Fault, added Fault) []Fault {
	return append(without(faults, func(f Fault) bool { return f.Target == added.Target && f.Name == added.Name }), added)
}

func without(faults []Fault, gone func(Fault) bool) []Fault {
	return slices.DeleteFunc(slices.Clone(faults), gone)
}

func write(faults []Fault) (string, error) {
	if faults == nil {
		faults = []Fault{}
	}
	text, err := json.Marshal(faults)
	if err != nil {
		return "", fault.Errorf(fault.KubernetesRequest, "write annotation %s: %w", Annotation, err)
	}
	return string(text), nil
}

// Place is where a fault is.
type Place struct {
	Cluster string `json:"cluster"`
	Fault
}

// String names the cluster, too.
func (p Place) String() string { return fmt.Sprintf("%s: %s", p.Cluster, p.Fault) }
