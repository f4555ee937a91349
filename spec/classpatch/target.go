package classpatch

import "reflect"

// WorkerClass is the class of all worker pools.
const WorkerClass = "worker"

// Target is a template of a class: its kind, and where in the class it is.
type Target struct {
	Kind  string
	Where map[string]any // matchResources of a patch
}

// Targets are the templates by the words of the lab file.
var Targets = map[string]Target{
	"infrastructure":      {"DevClusterTemplate", map[string]any{"infrastructureCluster": true}},
	"controlPlane":        {"KubeadmControlPlaneTemplate", map[string]any{"controlPlane": true}},
	"controlPlaneMachine": {"DevMachineTemplate", map[string]any{"controlPlane": true}},
	"worker":              {"KubeadmConfigTemplate", ofWorkers()},
	"workerMachine":       {"DevMachineTemplate", ofWorkers()},
}

func ofWorkers() map[string]any {
	return map[string]any{"machineDeploymentClass": map[string]any{"names": []any{WorkerClass}}}
}

// Overlay is where a key of a control plane or of a pool says fields of a template.
type Overlay struct {
	Key    string
	Target string // a word of Targets
	Path   string // of the fields, in the template's object
}

// The overlays of the control plane and of pools.
var (
	OfControlPlane = []Overlay{
		{"kubeadmConfigSpec", "controlPlane", "/spec/template/spec/kubeadmConfigSpec"},
	}
	OfPool = []Overlay{
		{"kubeadmConfigSpec", "worker", "/spec/template/spec"},
	}
)

// The names of patches that come from the lab file begin so. Names of pools and clusters have no dot.
const (
	patchPrefix        = "classPatches-"
	controlPlanePrefix = "controlPlane."
	workersPrefix      = "workers."
)

// PatchName is the name of the JSON patches of an entry.
func (e Entry) PatchName() string { return patchPrefix + e.Clusters }

// ControlPlaneName is the name of what an entry says of the control plane.
func (e Entry) ControlPlaneName() string { return controlPlanePrefix + e.Clusters }

// WorkersName is the name of what an entry says of a pool.
func (e Entry) WorkersName(pool string) string { return workersPrefix + pool + "." + e.Clusters }

// targetOf is the word for a template, or none if somebody else changed the selector.
func targetOf(kind string, where map[string]any) string {
	for word, t := range Targets {
		if t.Kind == kind && reflect.DeepEqual(t.Where, where) {
			return word
		}
	}
	return ""
}
