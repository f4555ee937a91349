package main

import "slices"

// apiServer writes less, and looks less often at what nobody has touched.
var apiServer = changed{"k8s.io/apiserver", "generated/apiserver",
	slices.Concat(statusAlone, untouchedNotes, verifiedOnce, appliedJSON, history, oneProperty)}

// untouchedNotes are who wrote which field, which are not read where nobody has
// touched them.
var untouchedNotes = []change{{
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
}}

// verifiedOnce looks once a minute whether the certificate of a connection is one of
// its authority's, and not once a request.
var verifiedOnce = []change{{
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
}}

// appliedJSON is what is applied, mostly, and then not read as YAML, which takes ten
// times as much.
var appliedJSON = []change{{
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
}}

// oneProperty of a schema is made where one is asked for, and not all of them.
var oneProperty = []change{{
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
}}
