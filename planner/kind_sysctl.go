package planner

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// KindSysctl is a kernel setting of the host. It belongs to nobody: it is raised, never lowered, and left when the lab goes.
const KindSysctl Kind = "sysctl"

// Sysctl is the least value of a kernel setting.
type Sysctl struct {
	Value int64 `json:"value"`
	// Enough is what the lab makes do with, if that is less: a lower setting is raised to Value, and no other.
	Enough int64 `json:"enough,omitempty"`
}

// Immutable implements Attrs.
func (Sysctl) Immutable() []string { return nil }

// Suffices reports whether the lab makes do with a value.
func (s Sysctl) Suffices(value int64) bool {
	return value >= s.Value || s.Enough > 0 && value >= s.Enough
}

// Fill keeps a value that is high enough.
func (s Sysctl) Fill(observed Attrs) Attrs {
	o := observed.(Sysctl)
	if s.Suffices(o.Value) {
		return o
	}
	return Sysctl{Value: s.Value, Enough: o.Enough}
}

// Reason names the need of a setting that the lab file leaves to be predicted.
func (s Sysctl) Reason() string {
	if s.Enough == 0 {
		return ""
	}
	return fmt.Sprintf("the lab's nodes take about %d", s.Enough)
}

// SysctlResource describes the kernel setting key.
func SysctlResource(key string, value int64) Resource {
	return sysctl(key, Sysctl{Value: value})
}

func sysctl(key string, attrs Sysctl) Resource {
	return Resource{ID: ID{KindSysctl, key}, Attrs: attrs, Shared: true}
}

// The limits of inotify, which nodes in containers share.
const (
	InotifyInstances = "fs.inotify.max_user_instances"
	InotifyWatches   = "fs.inotify.max_user_watches"
)

// What Cluster API documents for its Docker provider. Limits that are too low are raised to that at least, so that a lab
// that grows does not have them raised each time.
const (
	documentedInstances = 8192
	documentedWatches   = 1048576
)

// desiredSysctls are those of the lab file, sorted as sysctl lists them, or else the limits of inotify that the lab's containers need
// (hazard H25).
func desiredSysctls(lab *spec.Lab) []Resource {
	if lab.Host.Sysctl == nil {
		return predictedSysctls(SizeOf(lab))
	}
	var resources []Resource
	for _, key := range slices.Sorted(maps.Keys(lab.Host.Sysctl)) {
		resources = append(resources, SysctlResource(key, lab.Host.Sysctl[key]))
	}
	return resources
}

func predictedSysctls(size Size) []Resource {
	if size.Containers == 0 {
		return nil
	}
	return []Resource{
		sysctl(InotifyInstances, Sysctl{Value: max(documentedInstances, size.Instances), Enough: size.Instances}),
		sysctl(InotifyWatches, Sysctl{Value: max(documentedWatches, size.Watches), Enough: size.Watches}),
	}
}
