package clusters

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

const (
	// classLabel marks the templates of a class.
	classLabel = "kaaslab.dev/class"
	// revisionAnnotation keeps planner.ClassRevision of the kaaslab that wrote the class.
	revisionAnnotation = "kaaslab.dev/revision"
	workerClass        = classpatch.WorkerClass
)

// parts are what a class is made from.
type parts struct{ infrastructure.Class }

// template is an object that a class refers to.
type template struct {
	of     kube.Resource
	object kube.Object
}

// rendering is a class with its templates, as the API server gets them.
type rendering struct {
	class     kube.Object
	templates []template
}

// render names each template by a hash of what it holds: templates cannot be changed in place, so another content is
// another template, and Cluster API rolls out what refers to it.
func render(name string, attrs planner.ClusterClass, class infrastructure.Class) rendering {
	p := parts{class.Reaching(name, attrs)}
	r := rendering{class: topology.Classes.New(kube.Namespace, name)}
	ref := func(role string, of kube.Resource, body map[string]any) map[string]any {
		return map[string]any{"templateRef": r.add(name, role, of, body)}
	}
	controlPlane := ref("control-plane", infrastructure.ControlPlaneTemplate, p.ControlPlane)
	controlPlane["machineInfrastructure"] = ref("control-plane-machine", infrastructure.MachineTemplate, p.ControlPlaneMachine)
	workers := map[string]any{
		"class":          workerClass,
		"bootstrap":      ref("worker-bootstrap", infrastructure.BootstrapTemplate, p.WorkerBootstrap),
		"infrastructure": ref("worker-machine", infrastructure.MachineTemplate, p.WorkerMachine),
	}
	pools := map[string]any{spec.PoolList(false): []any{workers}}
	if attrs.MachinePools {
		pools[spec.PoolList(true)] = []any{map[string]any{
			"class": workerClass, "bootstrap": workers["bootstrap"],
			"infrastructure": ref("machine-pool", infrastructure.MachinePoolTemplate, p.MachinePool),
		}}
		p.Patches = slices.Concat(p.Patches, p.MachinePoolPatches)
	}
	p.Patches = slices.Concat(p.Patches, p.renderPatches(attrs.Patches))
	if attrs.IPv6First {
		p.Patches = append(p.Patches, p.IPv6FirstPatch(attrs.MachinePools))
	}
	r.class["spec"] = p.complete(map[string]any{
		"infrastructure": ref("cluster", infrastructure.ClusterTemplate, p.Cluster),
		"controlPlane":   controlPlane,
		"workers":        pools,
	}, controlPlane, workers)
	if len(attrs.KubernetesVersions) > 0 {
		r.class["spec"].(map[string]any)["kubernetesVersions"] = spec.AsJSON[[]any](attrs.KubernetesVersions)
	}
	r.class = r.class.With(nil, annotationsOf(attrs))
	return r
}

// annotationsOf tell what the templates hold in words that can be read back.
func annotationsOf(attrs planner.ClusterClass) map[string]string {
	annotations := map[string]string{revisionAnnotation: strconv.Itoa(attrs.Revision)}
	if !attrs.PlainReach() {
		text, err := json.Marshal(attrs.Reach)
		if err != nil {
			panic("capi: registries cannot be written as JSON: " + err.Error()) // texts only
		}
		annotations[spec.ReachAnnotation] = string(text)
	}
	return annotations
}

// reachOf reads back how nodes reach registries. What cannot be read is none, and is put right.
func reachOf(annotations map[string]string) (r planner.Reach) {
	if json.Unmarshal([]byte(annotations[spec.ReachAnnotation]), &r) != nil {
		return planner.Reach{}
	}
	return r
}

// complete adds what not every infrastructure has.
func (p parts) complete(spec, controlPlane, workers map[string]any) map[string]any {
	if p.HealthCheck != nil {
		controlPlane["healthCheck"], workers["healthCheck"] = p.HealthCheck, p.HealthCheck
	}
	if len(p.Variables) > 0 {
		spec["variables"] = p.Variables
	}
	if len(p.Patches) > 0 {
		spec["patches"] = p.Patches
	}
	return spec
}

// add makes a template and returns the reference to it.
func (r *rendering) add(class, role string, of kube.Resource, body map[string]any) map[string]any {
	object := of.New(kube.Namespace, class+"-"+role+"-"+contentHash(body))
	object["spec"] = map[string]any{"template": body}
	r.templates = append(r.templates, template{of, object.With(map[string]string{classLabel: class}, nil)})
	return map[string]any{"apiVersion": of.APIVersion(), "kind": of.Kind, "name": object.Name()}
}

func contentHash(body map[string]any) string {
	data, err := json.Marshal(body)
	if err != nil {
		panic("capi: a template cannot be written as JSON: " + err.Error()) // only for a mistake in a parts file
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}

// has reports whether a template is one of the class's.
func (r rendering) has(of kube.Resource, name string) bool {
	for _, t := range r.templates {
		if t.of == of && t.object.Name() == name {
			return true
		}
	}
	return false
}
