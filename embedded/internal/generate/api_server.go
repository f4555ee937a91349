package main

// apiServer does not note who patched which field of the status of Cluster API's
// own objects. Nobody asks, for nobody applies one, and the notes are longer than
// what is noted: a third of a Cluster or a Machine. Such a patch is not applied to
// the rest of its object either, which would be written as JSON for that, and read.
//
// Nor does it read notes that nobody has touched, and it looks once a minute whether
// the certificate of a connection is one of its authority's, and not once a request.
//
// What is applied is mostly JSON, and then not read as YAML, which takes ten times
// as much.
//
// It remembers of each kind what happened within 5 seconds, and not within 75, and
// at least 16 events, and not 100: each holds the object of before and after, and
// while a fleet comes up that was a fifth of all memory. Who was away for longer
// lists again.
var apiServer = changed{"k8s.io/apiserver", "generated/apiserver", []change{{
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
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "newApplyPatcher(p, scope.FieldManager, yaml.Unmarshal, yaml.UnmarshalStrict)",
	to:   "newApplyPatcher(p, scope.FieldManager, jsonOr(yaml.Unmarshal), jsonOr(yaml.UnmarshalStrict))",
}, {
	file: "pkg/endpoints/handlers/patch.go", times: 1,
	from: "func newApplyPatcher(",
	to: `// jsonOr reads JSON without faults, and leaves all else to another.
func jsonOr(other func([]byte, interface{}) error) func([]byte, interface{}) error {
	return func(data []byte, into interface{}) error {
		read := map[string]interface{}{}
		if faults, err := kjson.UnmarshalStrict(data, &read); err != nil || len(faults) > 0 {
			return other(data, into)
		}
		*into.(*map[string]interface{}) = read
		return nil
	}
}

func newApplyPatcher(`,
}, {
	file: "pkg/endpoints/handlers/fieldmanager/admission.go", times: 1,
	from: "\tmanagedFieldsBeforeAdmission := objectMeta.GetManagedFields()\n",
	to: `	if u, ok := a.GetObject().(*unstructured.Unstructured); ok {
		before := notes(u)
		if err := mutationInterface.Admit(ctx, a, o); err != nil || sameNotes(before, notes(u)) {
			return err
		}
		if err := managedfields.ValidateManagedFields(objectMeta.GetManagedFields()); err != nil {
			u.Object["metadata"].(map[string]interface{})["managedFields"] = before
			warning.AddWarning(ctx, "", fmt.Sprintf(InvalidManagedFieldsAfterMutatingAdmissionWarningFormat, err.Error()))
		}
		return nil
	}
	managedFieldsBeforeAdmission := objectMeta.GetManagedFields()
`,
}, {
	file: "pkg/endpoints/handlers/fieldmanager/admission.go", times: 1,
	from: "// Admit ", to: `// notes are who wrote which fields of an object, as they are.
func notes(of *unstructured.Unstructured) []interface{} {
	held, _, _ := unstructured.NestedFieldNoCopy(of.Object, "metadata", "managedFields")
	list, _ := held.([]interface{})
	return list
}

// sameNotes reports whether two objects have the very same notes, and not their like.
func sameNotes(before, after []interface{}) bool {
	return len(before) == len(after) && (len(before) == 0 || &before[0] == &after[0])
}

// Admit `,
}, {
	file: "pkg/endpoints/handlers/fieldmanager/admission.go", times: 1,
	from: "\t\"k8s.io/apimachinery/pkg/util/managedfields\"\n",
	to:   "\t\"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured\"\n\t\"k8s.io/apimachinery/pkg/util/managedfields\"\n",
}, {
	file: "pkg/endpoints/handlers/fieldmanager/equality.go", times: 1,
	from: "\toldManagedFields := oldAccessor.GetManagedFields()\n",
	to: `	if before, ok := oldObj.(*unstructured.Unstructured); ok {
		if after, ok := newObj.(*unstructured.Unstructured); ok && sameNotes(notes(before), notes(after)) {
			return newObj, nil
		}
	}
	oldManagedFields := oldAccessor.GetManagedFields()
`,
}, {
	file: "pkg/authentication/request/x509/x509.go", times: 1,
	from: "chains, err := req.TLS.PeerCertificates[0].Verify(optsCopy)\n\tif err != nil {\n\t\treturn nil, false, fmt.Errorf(",
	to:   "chains, err := verifyOnce(req.TLS.PeerCertificates[0], optsCopy)\n\tif err != nil {\n\t\treturn nil, false, fmt.Errorf(",
}, {
	file: "pkg/authentication/request/x509/x509.go", times: 1,
	from: "// AuthenticateRequest authenticates the request using presented client certificates\n",
	to: `// verified are the chains of the last certificates that were verified, each of one
// connection and by one pool of authorities.
var verified = cache.NewLRUExpireCache(1024)

type verifiedKey struct {
	leaf  *x509.Certificate
	roots *x509.CertPool
}

// verifyOnce verifies a certificate once a minute.
func verifyOnce(leaf *x509.Certificate, opts x509.VerifyOptions) ([][]*x509.Certificate, error) {
	if opts.Intermediates != nil {
		return leaf.Verify(opts)
	}
	key := verifiedKey{leaf, opts.Roots}
	if known, found := verified.Get(key); found {
		return known.([][]*x509.Certificate), nil
	}
	chains, err := leaf.Verify(opts)
	if err == nil {
		verified.Add(key, chains, min(time.Minute, time.Until(leaf.NotAfter)))
	}
	return chains, err
}

// AuthenticateRequest authenticates the request using presented client certificates
`,
}, {
	file: "pkg/authentication/request/x509/x509.go", times: 1,
	from: "\t\"k8s.io/apimachinery/pkg/util/sets\"\n",
	to:   "\t\"k8s.io/apimachinery/pkg/util/cache\"\n\t\"k8s.io/apimachinery/pkg/util/sets\"\n",
}, {
	file: "pkg/storage/cacher/cacher.go", times: 1,
	from: "DefaultEventFreshDuration = defaultBookmarkFrequency + 15*time.Second", to: "DefaultEventFreshDuration = 5 * time.Second",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "defaultLowerBoundCapacity = 100\n", to: "defaultLowerBoundCapacity = 16\n",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "\t\twcEvent.PrevObject = previousElem.Object\n",
	to:   "\t\tshareUnchanged(previousElem.Object, elem.Object)\n\t\twcEvent.PrevObject = previousElem.Object\n",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "func (w *watchCache) processEvent(",
	to: `// shareUnchanged lets an object have what it has in common with the one before it,
// and not the like of it. Nobody changes an object that is held here.
func shareUnchanged(before, after runtime.Object) {
	old, ok := before.(*unstructured.Unstructured)
	if now, same := after.(*unstructured.Unstructured); ok && same {
		unchanged(old.Object, now.Object)
	}
}

// unchanged returns the one before if a value equals it, and the value otherwise,
// with what is equal within it. Who wrote which field is shared by all objects
// already, so that nothing may be set there.
func unchanged(before, after interface{}) (interface{}, bool) {
	switch now := after.(type) {
	case map[string]interface{}:
		old, ok := before.(map[string]interface{})
		same := ok && len(old) == len(now) && (old == nil) == (now == nil)
		for key, value := range now {
			if key == "managedFields" {
				same = false
				continue
			}
			held, found := old[key]
			kept, equal := unchanged(held, value)
			same = same && found && equal
			now[key] = kept
		}
		if same {
			return old, true
		}
	case []interface{}:
		old, ok := before.([]interface{})
		same := ok && len(old) == len(now) && (old == nil) == (now == nil)
		for i := range min(len(old), len(now)) {
			kept, equal := unchanged(old[i], now[i])
			same = same && equal
			now[i] = kept
		}
		if same {
			return old, true
		}
	case string, int64, float64, bool, nil:
		if before == after {
			return before, true
		}
	}
	return after, false
}

func (w *watchCache) processEvent(`,
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n",
	to:   "\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\t\"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured\"\n",
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
