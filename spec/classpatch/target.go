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

// Overlay is where a key of a cluster, a control plane or a pool says fields of a template.
type Overlay struct {
	Key    string
	Target string // a word of Targets
	Path   string // of the fields, in the template's object
	One    bool   // the key says the one field of its name, and not all fields
}

// Fields are what settings say of the template, by the names of its fields; none if they say nothing.
func (o Overlay) Fields(settings map[string]any) map[string]any {
	if value, found := settings[o.Key]; o.One && found {
		return map[string]any{o.Key: value}
	}
	fields, _ := settings[o.Key].(map[string]any)
	return fields
}

const onDocker = "/spec/template/spec/backend/docker"

// The overlays of the cluster as a whole, of the control plane and of pools.
var (
	OfCluster = []Overlay{
		{"customHAProxyConfigTemplateRef", "infrastructure", onDocker + "/loadBalancer", true},
	}
	OfControlPlane = []Overlay{
		{"kubeadmConfigSpec", "controlPlane", "/spec/template/spec/kubeadmConfigSpec", false},
		{"extraMounts", "controlPlaneMachine", onDocker, true},
		{"preLoadImages", "controlPlaneMachine", onDocker, true},
	}
	OfPool = []Overlay{
		{"kubeadmConfigSpec", "worker", "/spec/template/spec", false},
		{"extraMounts", "workerMachine", onDocker, true},
		{"preLoadImages", "workerMachine", onDocker, true},
	}
)

// The names of patches that come from the lab file begin so. Names of pools and clusters have no dot.
const (
	patchPrefix        = "classPatches-"
	clusterPrefix      = "cluster."
	controlPlanePrefix = "controlPlane."
	workersPrefix      = "workers."
)

// PatchName is the name of the JSON patches of an entry.
func (e Entry) PatchName() string { return patchPrefix + e.Clusters }

// ClusterName is the name of what an entry says of its clusters as a whole.
func (e Entry) ClusterName() string { return clusterPrefix + e.Clusters }

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
