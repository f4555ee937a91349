package main

// apiExtensions looks less often at what stays as it was. A status that changes
// leaves the rest of its object alone, which upstream validates all the same,
// property by property, and then forgives what it finds there: an eighth of all
// that is allocated. It also copies a list whole before it is sent whose objects
// are of the wanted version already, and the schema of a property for each value,
// also of those that are neither an object nor a list and for which nothing is to
// do. And every five minutes it made the documents of all definitions anew, in
// case that it had missed a change.
//
// What is read from etcd is already as its schema wants it when it is of the wanted
// version; upstream copies it all the same, and looks at it a second time. And who
// wrote which field is half of what it holds in memory, though there are few such
// notes that differ.
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
}, {
	file: "pkg/apiserver/customresource_handler.go", times: 1,
	from: "\tif err := v.delegate.Convert(in, out, context); err != nil {\n",
	to: `	if u, ok := in.(*unstructured.Unstructured); ok {
		if into, ok := out.(*unstructured.Unstructured); ok && into.GroupVersionKind() == u.GroupVersionKind() {
			into.Object = u.Object
			return nil
		}
	}
	if err := v.delegate.Convert(in, out, context); err != nil {
`,
}, {
	file: "pkg/apiserver/customresource_handler.go", times: 1,
	from: "\tout, err := v.delegate.ConvertToVersion(in, gv)\n",
	to: `	if u, ok := in.(*unstructured.Unstructured); ok {
		kind := u.GroupVersionKind()
		if to, ok := gv.KindForGroupVersionKinds([]schema.GroupVersionKind{kind}); ok && to == kind {
			return in, nil
		}
	}
	out, err := v.delegate.ConvertToVersion(in, gv)
`,
}, {
	file: "pkg/apiserver/schema/objectmeta/coerce.go", times: 1,
	from: "\tmetadata, err := runtime.DefaultUnstructuredConverter.ToUnstructured(objectMeta)\n\tif err != nil {\n\t\treturn err\n\t}\n",
	to: `	rest := *objectMeta
	rest.ManagedFields = nil
	metadata, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&rest)
	if err != nil {
		return err
	}
	if len(objectMeta.ManagedFields) > 0 {
		if metadata["managedFields"], err = notes(objectMeta.ManagedFields); err != nil {
			return err
		}
	}
`,
}, {
	file: "pkg/apiserver/schema/objectmeta/coerce.go", times: 1,
	from: "// SetObjectMeta writes back",
	to: `// fields are those of the last notes, by their text. All that has the same has one
// of them: nobody changes what is within.
var fields = lru.New(1024)

// notes tells who wrote which fields.
func notes(entries []metav1.ManagedFieldsEntry) ([]interface{}, error) {
	list := make([]interface{}, 0, len(entries))
	for _, entry := range entries {
		wrote := entry.FieldsV1
		entry.FieldsV1 = nil
		note, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&entry)
		if err != nil {
			return nil, err
		}
		if wrote != nil {
			if note["fieldsV1"], err = fieldsOf(string(wrote.Raw)); err != nil {
				return nil, err
			}
		}
		list = append(list, note)
	}
	return list, nil
}

func fieldsOf(text string) (interface{}, error) {
	if known, found := fields.Get(text); found {
		return known, nil
	}
	var made interface{}
	if err := utiljson.Unmarshal([]byte(text), &made); err != nil {
		return nil, err
	}
	fields.Add(text, made)
	return made, nil
}

// SetObjectMeta writes back`,
}, {
	file: "pkg/apiserver/schema/objectmeta/coerce.go", times: 1,
	from: "\tutiljson \"k8s.io/apimachinery/pkg/util/json\"\n",
	to:   "\tutiljson \"k8s.io/apimachinery/pkg/util/json\"\n\t\"k8s.io/utils/lru\"\n",
}, {
	file: "pkg/registry/customresource/status_strategy.go", times: 1,
	from: "managedFields := newCustomResourceObject.GetManagedFields()",
	to:   "managedFields, noted, _ := unstructured.NestedFieldNoCopy(newCustomResource, \"metadata\", \"managedFields\")",
}, {
	file: "pkg/registry/customresource/status_strategy.go", times: 1,
	from: "\tnewCustomResourceObject.SetManagedFields(managedFields)\n",
	to: `	unstructured.RemoveNestedField(newCustomResourceObject.Object, "metadata", "managedFields")
	if metadata, ok := newCustomResourceObject.Object["metadata"].(map[string]interface{}); ok && noted {
		metadata["managedFields"] = managedFields
	}
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
