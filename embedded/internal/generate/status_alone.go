package main

// statusAlone does not note who patched which field of the status of Cluster API's
// own objects. Nobody asks, for nobody applies one, and the notes are longer than
// what is noted: a third of a Cluster or a Machine. Such a patch is not applied to
// the rest of its object either, which would be written as JSON for that, and read.
var statusAlone = []change{{
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "\tobjToUpdate = p.fieldManager.UpdateNoErrors(",
	to:   "\tif p.ofStatus() {\n\t\treturn objToUpdate, nil\n\t}\n\tobjToUpdate = p.fieldManager.UpdateNoErrors(",
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "func (p *jsonPatcher) applyPatchToCurrentObject(",
	to: `// ofStatus reports whether nothing but a status of Cluster API's kinds is patched.
func (p *jsonPatcher) ofStatus() bool {
	return p.subresource == "status" && p.patchType == types.MergePatchType && strings.HasSuffix(p.kind.Group, "cluster.x-k8s.io")
}

// applyPatchToCurrentObject patches a status without the rest of its object, which
// is much longer, and which such a request leaves as it is.
func (p *jsonPatcher) applyPatchToCurrentObject(requestContext context.Context, currentObject runtime.Object) (runtime.Object, error) {
	whole, ok := currentObject.(*unstructured.Unstructured)
	if !ok || !p.ofStatus() {
		return p.applyPatchToWhole(requestContext, currentObject)
	}
	part := &unstructured.Unstructured{Object: map[string]interface{}{"metadata": map[string]interface{}{
		"name": whole.GetName(), "uid": string(whole.GetUID()), "resourceVersion": whole.GetResourceVersion(),
	}}}
	part.SetGroupVersionKind(whole.GroupVersionKind())
	if status, found := whole.Object["status"]; found {
		part.Object["status"] = status
	}
	patched, err := p.applyPatchToWhole(requestContext, part)
	if err != nil {
		return nil, err
	}
	return withStatus(whole, patched.(*unstructured.Unstructured)), nil
}

// withStatus is an object with the status of another, for which that one's version
// of the object is held to be the last.
func withStatus(whole, of *unstructured.Unstructured) *unstructured.Unstructured {
	into := &unstructured.Unstructured{Object: maps.Clone(whole.Object)}
	if metadata, ok := whole.Object["metadata"].(map[string]interface{}); ok {
		into.Object["metadata"] = maps.Clone(metadata)
	}
	into.SetName(of.GetName())
	into.SetUID(of.GetUID())
	into.SetResourceVersion(of.GetResourceVersion())
	delete(into.Object, "status")
	if status, found := of.Object["status"]; found {
		into.Object["status"] = status
	}
	return into
}

// merged is what a patch makes of a status, as JSON, which need not be JSON before.
func (p *jsonPatcher) merged(part map[string]interface{}) ([]byte, []error, error) {
	patch := map[string]interface{}{}
	faults, err := kjson.UnmarshalStrict(p.patchBytes, &patch)
	if err != nil {
		return nil, nil, errors.NewBadRequest(fmt.Sprintf("error decoding patch: %v", err))
	}
	if p.validationDirective == metav1.FieldValidationIgnore {
		faults = nil
	}
	data, err := json.Marshal(mergePatch(part, patch))
	return data, faults, err
}

// mergePatch applies a patch as RFC 7386 has it, and changes nothing that it is given.
func mergePatch(before, patch map[string]interface{}) map[string]interface{} {
	after := make(map[string]interface{}, len(before)+len(patch))
	maps.Copy(after, before)
	for key, value := range patch {
		switch value := value.(type) {
		case nil:
			delete(after, key)
		case map[string]interface{}:
			held, _ := before[key].(map[string]interface{})
			after[key] = mergePatch(held, value)
		default:
			after[key] = value
		}
	}
	return after
}

// patchedJS is what a patch makes of an object, as JSON.
func (p *jsonPatcher) patchedJS(currentObject runtime.Object) ([]byte, []error, error) {
	if part, ok := currentObject.(*unstructured.Unstructured); ok && p.ofStatus() {
		return p.merged(part.Object)
	}
	currentObjJS, err := runtime.Encode(p.codec, currentObject)
	if err != nil {
		return nil, nil, err
	}
	return p.applyJSPatch(currentObjJS)
}

func (p *jsonPatcher) applyPatchToWhole(`,
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: `	// Encode will convert & return a versioned object in JSON.
	currentObjJS, err := runtime.Encode(p.codec, currentObject)
	if err != nil {
		return nil, err
	}

	// Apply the patch.
	patchedObjJS, appliedStrictErrs, err := p.applyJSPatch(currentObjJS)
`,
	to: "\tpatchedObjJS, appliedStrictErrs, err := p.patchedJS(currentObject)\n",
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "\t\"fmt\"\n", to: "\t\"encoding/json\"\n\t\"fmt\"\n\t\"maps\"\n",
}}
