package spec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ClassPatch patches one template of the ClusterClass that kaaslab makes.
type ClassPatch struct {
	// The template: infrastructure (DevClusterTemplate), controlPlane (KubeadmControlPlaneTemplate), controlPlaneMachine and workerMachine (DevMachineTemplate), or worker (KubeadmConfigTemplate, of all pools).
	Target string `json:"target" jsonschema:"required,enum=infrastructure,enum=controlPlane,enum=controlPlaneMachine,enum=worker,enum=workerMachine,example=controlPlane"`
	// What changes in it, in this order.
	JSONPatches []JSONPatch `json:"jsonPatches" jsonschema:"required,minItems=1,example={\"op\": \"add\"\\, \"path\": \"/spec/template/spec/kubeadmConfigSpec/preKubeadmCommands\"\\, \"value\": [\"hostname\"]}"`
}

// JSONPatch is a JSON patch as Cluster API takes it.
type JSONPatch struct {
	// What is done at the path.
	Op string `json:"op" jsonschema:"required,enum=add,enum=replace,enum=remove,example=add"`
	// Where, below /spec/template/spec/. Of a list only the beginning (/0) and the end (/-) can be named, and only to add.
	Path string `json:"path" jsonschema:"required,pattern=^/spec/template/spec/.+$,example=/spec/template/spec/kubeadmConfigSpec/preKubeadmCommands" meaning:"it must be a path below /spec/template/spec/"`
	// What is there then. Not with remove.
	Value any `json:"value,omitempty" jsonschema:"oneof_type=string;number;boolean;array;object,example=[\"hostname\"]"`
	// Where the value comes from, instead of value.
	ValueFrom PatchValue `json:"valueFrom,omitzero" jsonschema:"example={\"variable\": \"builtin.cluster.name\"}"`
}

// PatchValue is where Cluster API gets a value from.
type PatchValue struct {
	// A variable of Cluster API's own, which begins with builtin.
	Variable string `json:"variable,omitempty" jsonschema:"pattern=^builtin[.].+$,example=builtin.cluster.name" meaning:"it must be one of Cluster API's own, such as builtin.cluster.name"`
	// A Go template, whose result is read as YAML.
	Template string `json:"template,omitempty" jsonschema:"minLength=1,example={{ .builtin.cluster.name }}"`
}

func (r *reader) checkClassPatches(at *place, w *WorkloadCluster) {
	key := at.key("classPatches")
	if r.has(key) && w.ClusterClass != "" {
		r.refuseKey(key, fault.ConflictingKeys, "is for the ClusterClass that kaaslab makes, and this cluster has clusterClass %s; patch that one, or remove one of the two", w.ClusterClass)
		return
	}
	for i, p := range w.ClassPatches {
		if patches := key.item(i).key("jsonPatches"); len(p.JSONPatches) == 0 && r.has(patches) {
			r.refuse(patches, fault.EmptyValue, "is empty; name what to change, or remove the entry")
		}
		for j, patch := range p.JSONPatches {
			r.checkJSONPatch(key.item(i).key("jsonPatches").item(j), p.Target, patch)
		}
	}
}

func (r *reader) checkJSONPatch(at *place, target string, p JSONPatch) {
	values := 0
	for _, name := range []string{"value", "valueFrom"} {
		if !r.has(at.key(name)) {
			continue
		}
		if values++; p.Op == "remove" {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "does not go with op remove, which needs none; remove it, or set op: replace")
		}
	}
	switch {
	case values == 2:
		r.refuseKey(at.key("valueFrom"), fault.ConflictingKeys, "does not go with value; remove one of them")
	case values == 0 && (p.Op == "add" || p.Op == "replace"):
		r.refuse(at, fault.MissingKey, "has no value; set value or valueFrom")
	case r.has(at.key("valueFrom")) && (p.ValueFrom.Variable == "") == (p.ValueFrom.Template == "") && r.unbroken(at, "valueFrom"):
		r.refuse(at.key("valueFrom"), fault.ConflictingKeys, "must have one of variable and template")
	}
	r.checkPatchPath(at.key("path"), target, p)
}

var listIndex = regexp.MustCompile(`^(-|[0-9]+)$`)

// checkPatchPath refuses what Cluster API would, and what takes the mark of the lab from its containers (they are known by a mount).
func (r *reader) checkPatchPath(at *place, target string, p JSONPatch) {
	parts := strings.Split(strings.TrimPrefix(p.Path, "/"), "/")
	last := parts[len(parts)-1]
	inner := slices.ContainsFunc(parts[:len(parts)-1], listIndex.MatchString)
	if inner || listIndex.MatchString(last) && (p.Op != "add" || last != "0" && last != "-") {
		r.refuse(at, fault.WrongForm, "%s names an element of a list; Cluster API can only add one, at the beginning (/0) or at the end (/-), or set the whole list", quote(p.Path))
	}
	const mounts = "/spec/template/spec/backend/docker/extraMounts"
	_, holdsThem := strings.CutPrefix(mounts+"/", strings.TrimSuffix(p.Path, "/")+"/")
	if strings.HasSuffix(target, "Machine") && holdsThem {
		r.refuse(at, fault.WrongForm, "%s holds the mount by which kaaslab knows its containers; add to the list, with path %s/-", quote(p.Path), mounts)
	}
}
