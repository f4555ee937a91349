package kube

import (
	"encoding/json"
	"maps"

	"github.com/kaaslab/kaaslab/planner"
)

// Object is an object as decoded from JSON.
type Object map[string]any

// Meta is what every object has, as far as kaaslab reads it. Decoding only that makes a large list cheap.
type Meta struct {
	Name              string            `json:"name"`
	Namespace         string            `json:"namespace"`
	UID               string            `json:"uid"`
	ResourceVersion   string            `json:"resourceVersion"`
	Generation        int64             `json:"generation"`
	DeletionTimestamp string            `json:"deletionTimestamp"`
	Labels            map[string]string `json:"labels"`
	Annotations       map[string]string `json:"annotations"`
	ManagedFields     []FieldsEntry     `json:"managedFields"`
	OwnerReferences   []Reference       `json:"ownerReferences"`
}

// FieldsEntry is what one field owner holds of an object.
type FieldsEntry struct {
	Manager     string          `json:"manager"`
	Operation   string          `json:"operation"`
	Subresource string          `json:"subresource"`
	Fields      json.RawMessage `json:"fieldsV1"`
}

// Reference is what an object belongs to, by which a controller made it.
type Reference struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Named is an object of which nothing but its metadata is read.
type Named struct {
	Metadata Meta `json:"metadata"`
}

// Condition is a condition in an object's status.
type Condition struct {
	Type               string `json:"type"`
	Status             string `json:"status"`
	Reason             string `json:"reason"`
	Message            string `json:"message"`
	ObservedGeneration int64  `json:"observedGeneration"`
}

// adoptedAnnotation marks an object that a lab took over, with the lab's name.
const adoptedAnnotation = "kaaslab.dev/adopted"

// Adopted reports whether the lab that owns the object took it over from somebody else.
func (m Meta) Adopted() bool {
	return m.Labels[planner.LabLabel] != "" && m.Annotations[adoptedAnnotation] == m.Labels[planner.LabLabel]
}

// Applied reports whether kaaslab applied the object itself. Controllers copy objects with their labels, such as Cluster
// API the templates of a class, and a copy is not the lab's.
func (m Meta) Applied() bool {
	for _, entry := range m.ManagedFields {
		if entry.Manager == FieldOwner && entry.Operation == "Apply" && entry.Subresource == "" {
			return true
		}
	}
	return false
}

// Name is the object's name.
func (o Object) Name() string { return o.text("metadata", "name") }

// Namespace is the object's namespace.
func (o Object) Namespace() string { return o.text("metadata", "namespace") }

// Map returns the mapping at a path, or nil.
func (o Object) Map(path ...string) map[string]any {
	inner := map[string]any(o)
	for _, key := range path {
		inner, _ = inner[key].(map[string]any)
	}
	return inner
}

func (o Object) text(path ...string) string {
	text, _ := o.Map(path[:len(path)-1]...)[path[len(path)-1]].(string)
	return text
}

// With returns a copy of the object that also has these labels and annotations.
func (o Object) With(labels, annotations map[string]string) Object {
	metadata := maps.Clone(o.Map("metadata"))
	if metadata == nil {
		metadata = map[string]any{}
	}
	addTexts(metadata, "labels", labels)
	addTexts(metadata, "annotations", annotations)
	copied := maps.Clone(o)
	copied["metadata"] = metadata
	return copied
}

func addTexts(metadata map[string]any, key string, texts map[string]string) {
	if len(texts) == 0 {
		return
	}
	old, _ := metadata[key].(map[string]any)
	all := make(map[string]any, len(old)+len(texts))
	maps.Copy(all, old)
	for name, text := range texts {
		all[name] = text
	}
	metadata[key] = all
}

// Meta reads the metadata of an object.
func (o Object) Meta() Meta {
	var named Named
	if data, err := json.Marshal(map[string]any{"metadata": o["metadata"]}); err == nil {
		_ = json.Unmarshal(data, &named) // it was decoded from JSON that a server sent
	}
	return named.Metadata
}
