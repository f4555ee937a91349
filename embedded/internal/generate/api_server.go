package main

// apiServer does not note who patched which field of the status of Cluster API's
// own objects. Nobody asks, for nobody applies one, and the notes are longer than
// what is noted: a third of a Cluster or a Machine.
//
// It remembers of each kind what happened within 5 seconds, and not within 75, and
// at least 16 events, and not 100: each holds the object of before and after, and
// while a fleet comes up that was a fifth of all memory. Who was away for longer
// lists again.
var apiServer = changed{"k8s.io/apiserver", "generated/apiserver", []change{{
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "\tobjToUpdate = p.fieldManager.UpdateNoErrors(",
	to: `	if p.subresource == "status" && strings.HasSuffix(p.kind.Group, "cluster.x-k8s.io") && keepManagedFields(currentObject, objToUpdate) {
		return objToUpdate, nil
	}
	objToUpdate = p.fieldManager.UpdateNoErrors(`,
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "func (p *jsonPatcher) applyPatchToCurrentObject(",
	to: `// keepManagedFields gives the object that comes of a patch those of before, and
// returns false if it has none.
func keepManagedFields(before, after runtime.Object) bool {
	from, ok := before.(*unstructured.Unstructured)
	to, same := after.(*unstructured.Unstructured)
	if !ok || !same {
		return false
	}
	held, found, err := unstructured.NestedFieldCopy(from.Object, "metadata", "managedFields")
	return found && err == nil && unstructured.SetNestedField(to.Object, held, "metadata", "managedFields") == nil
}

func (p *jsonPatcher) applyPatchToCurrentObject(`,
}, {
	file: "pkg/storage/cacher/cacher.go", times: 1,
	from: "DefaultEventFreshDuration = defaultBookmarkFrequency + 15*time.Second", to: "DefaultEventFreshDuration = 5 * time.Second",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "defaultLowerBoundCapacity = 100\n", to: "defaultLowerBoundCapacity = 16\n",
}, {
	file: "pkg/cel/common/equality.go", times: 1,
	from: "if prop, exists := r.Schema.Properties()[field]; exists {", to: "if prop, exists := propertyOf(r.Schema, field); exists {",
}, {
	file: "pkg/cel/common/equality.go", times: 1,
	from: "// Key returns the child of",
	to: `// propertyOf is one property of a schema that need not make all of them for it.
func propertyOf(s Schema, name string) (Schema, bool) {
	if able, ok := s.(interface{ Property(string) (Schema, bool) }); ok {
		return able.Property(name)
	}
	property, found := s.Properties()[name]
	return property, found
}

// Key returns the child of`,
}}}

// apiExtensions looks less often at what stays as it was. A status that changes
// leaves the rest of its object alone, which upstream validates all the same,
// property by property, and then forgives what it finds there: an eighth of all
// that is allocated. It also copies a list whole before it is sent whose objects
// are of the wanted version already, and the schema of a property for each value,
// also of those that are neither an object nor a list and for which nothing is to
// do. And every five minutes it made the documents of all definitions anew, in
// case that it had missed a change.
var apiExtensions = changed{"k8s.io/apiextensions-apiserver", "generated/apiextensions-apiserver", []change{{
	file: "pkg/apiserver/validation/ratcheting.go", times: 1,
	from: "func (r *ratchetingValueValidator) Validate(new interface{}) *validate.Result {\n",
	to: `func (r *ratchetingValueValidator) Validate(new interface{}) *validate.Result {
	if r.correlation.CachedDeepEqual() {
		return &validate.Result{}
	}
`,
}, {
	file: "pkg/apiserver/apiserver.go", times: 1,
	from: "NewSharedInformerFactory(crdClient, 5*time.Minute)", to: "NewSharedInformerFactory(crdClient, 10*time.Hour)",
}, {
	file: "pkg/apiserver/conversion/converter.go", times: 1,
	from: "\treturn c.unsafe.ConvertToVersion(in.DeepCopyObject(), target)\n}\n",
	to: `	if list, ok := in.(*unstructured.UnstructuredList); ok && isOfVersion(list, target) {
		return in, nil
	}
	return c.unsafe.ConvertToVersion(in.DeepCopyObject(), target)
}

// isOfVersion reports whether nothing of a list needs to be converted.
func isOfVersion(list *unstructured.UnstructuredList, target runtime.GroupVersioner) bool {
	kind := list.GroupVersionKind()
	if to, ok := target.KindForGroupVersionKinds([]schema.GroupVersionKind{kind}); !ok || to != kind {
		return false
	}
	for i := range list.Items {
		if list.Items[i].GetAPIVersion() != list.GetAPIVersion() {
			return false
		}
	}
	return true
}
`,
}, {
	file: "pkg/apiserver/schema/cel/model/adaptor.go", times: 1,
	from: "func (s *Structural) Properties() map[string]common.Schema {",
	to: `// Property is one of Properties.
func (s *Structural) Property(name string) (common.Schema, bool) {
	if _, found := s.Structural.Properties[name]; !found {
		return nil, false
	}
	property := s.Structural.Properties[name]
	return &Structural{Structural: &property}, true
}

func (s *Structural) Properties() map[string]common.Schema {`,
}, {
	file: "pkg/apiserver/schema/structural.go", times: 1,
	from: "// StructuralOrBool ",
	to: `// IsScalar reports whether a value holds no others.
func IsScalar(value interface{}) bool {
	switch value.(type) {
	case map[string]interface{}, []interface{}:
		return false
	}
	return true
}

// StructuralOrBool `,
}, {
	file: "pkg/apiserver/schema/pruning/algorithm.go", times: 1,
	from: "\t\t\tprop, ok := s.Properties[k]\n", to: skipScalars("v") + "\t\t\tprop, ok := s.Properties[k]\n",
}, {
	file: "pkg/apiserver/schema/pruning/algorithm.go", times: 1,
	from: "\t\t\tif prop, ok := s.Properties[k]; ok {\n", to: skipScalars("v") + "\t\t\tif prop, ok := s.Properties[k]; ok {\n",
}, {
	file: "pkg/apiserver/schema/objectmeta/algorithm.go", times: 1,
	from: "\t\t\tprop, ok := s.Properties[k]\n", to: skipScalars("v") + "\t\t\tprop, ok := s.Properties[k]\n",
}, {
	file: "pkg/apiserver/schema/defaulting/algorithm.go", times: 1,
	from: "\t\t\tif prop, found := s.Properties[k]; found {\n", to: skipScalars("x[k]") + "\t\t\tif prop, found := s.Properties[k]; found {\n",
}, {
	file: "pkg/apiserver/schema/defaulting/prunenulls.go", times: 1,
	from: "\t\t\tschema := getSchemaForField(k, s)\n",
	to: `			if v != nil && structuralschema.IsScalar(v) {
				continue
			}
			schema := getSchemaForField(k, s)
`,
}}}

// skipScalars goes on with the next property where nothing is to do for the value
// of this one.
func skipScalars(value string) string {
	return "\t\t\tif _, known := s.Properties[k]; known && structuralschema.IsScalar(" + value + `) {
				continue
			}
`
}
