package adoption

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// reference is where a profile finds objects to install: a ConfigMap, or something that a lab file cannot say.
type reference struct {
	fields map[string]any
	home   string     // of the clusters that the profile selects; nothing where they are in several
	held   *configMap // nil when it cannot be read; of a Secret the metadata only
}

type configMap struct {
	Metadata   kube.Meta         `json:"metadata"`
	Data       map[string]string `json:"data"`
	BinaryData map[string]any    `json:"binaryData"`
}

// read gets the ConfigMap or Secret, if it is one that is there and may be read. A reference without a namespace is to that of
// the cluster.
func (r *reference) read(ctx context.Context, client *kube.Client) error {
	of, name, namespace := r.resource(), text(r.fields, "name"), cmp.Or(text(r.fields, "namespace"), r.home)
	if of.Kind == "" || r.isTemplate() || name == "" || namespace == "" {
		return nil
	}
	held := &configMap{}
	var into any = held
	if of == kube.Secrets {
		into = &struct {
			Metadata *kube.Meta `json:"metadata"`
		}{&held.Metadata}
	}
	err := client.Get(ctx, of, namespace, name, into)
	switch {
	case err == nil:
		r.held = held
	case !kube.IsNotFound(err) && kube.Code(err) != fault.NotAllowed:
		return err
	}
	return nil
}

// resource is what kind of object it refers to, or nothing if it is neither a ConfigMap nor a Secret.
func (r *reference) resource() kube.Resource {
	for _, of := range []kube.Resource{kube.ConfigMaps, kube.Secrets} {
		if text(r.fields, "kind") == of.Kind {
			return of
		}
	}
	return kube.Resource{}
}

func (r *reference) isTemplate() bool {
	return strings.Contains(text(r.fields, "name")+text(r.fields, "namespace"), "{{")
}

func (r *reference) String() string {
	return text(r.fields, "kind") + " " + strings.TrimPrefix(text(r.fields, "namespace")+"/"+text(r.fields, "name"), "/")
}

// sayableReference are the fields of a reference that a lab file can say. The tier is what a lab's own one goes below.
var sayableReference = map[string]bool{"kind": true, "namespace": true, "name": true, "tier": true}

// asUsual are the values that other fields have in any case.
var asUsual = []any{nil, "", false, "Remote"}

// dialects are annotations of a ConfigMap whose text Sveltos does not take as it is.
var dialects = []string{"projectsveltos.io/lua"}

const templateAnnotation = "projectsveltos.io/template"

func (r *reference) whyNot() string {
	for _, field := range slices.Sorted(maps.Keys(r.fields)) {
		if !sayableReference[field] && !slices.Contains(draft.ReferenceFields, field) && !slices.Contains(asUsual, r.fields[field]) {
			return "has " + field
		}
	}
	switch {
	case text(r.fields, "kind") != kube.ConfigMaps.Kind:
		return "is no ConfigMap"
	case r.isTemplate():
		return "has a name that is a template"
	case text(r.fields, "namespace") == "" && r.home == "":
		return "is in the namespace of each cluster, and the clusters are in several"
	case r.held == nil:
		return "is not there, or may not be read"
	case len(r.held.Data) == 0 || len(r.held.BinaryData) > 0:
		return "does not hold text only"
	}
	for _, dialect := range dialects {
		if _, set := r.held.Metadata.Annotations[dialect]; set {
			return "is a program (" + dialect + ")"
		}
	}
	for key := range r.held.Data {
		if !draft.CanHold(key) {
			return "holds " + key + ", which is no name for a file"
		}
	}
	return ""
}

// told is what the reference and the ConfigMap say of the manifests.
func (r *reference) told() map[string]any {
	fields := map[string]any{}
	for _, field := range draft.ReferenceFields {
		if value, found := r.fields[field]; found {
			fields[field] = value
		}
	}
	_, isTemplate := r.held.Metadata.Annotations[templateAnnotation]
	return draft.ToldOf(fields, isTemplate)
}

// add makes files of what the ConfigMap holds.
func (r *reference) add(files draft.Files, labFile string) (paths []string) {
	for _, key := range slices.Sorted(maps.Keys(r.held.Data)) {
		paths = append(paths, files.Add(labFile, r.held.Metadata.Name, key, []byte(r.held.Data[key])))
	}
	return paths
}
