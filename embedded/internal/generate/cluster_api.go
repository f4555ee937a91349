package main

import "slices"

// clusterAPI works less for each cluster than upstream's, which looks after a
// few clusters with machines of their own. Here hundreds share one machine.
var clusterAPI = changed{coreModule, "generated/cluster-api", slices.Concat(pausing, unconnected, ownSets, sameRequests, onePatch, leanPatches, withTheRest, smallKeys, onceInAWhile)}

// pausing lets Cluster API's controllers look at a thing five times a second
// and not once, which is the least that can be set. A machine needs some five
// looks by each of three controllers, one after the other, so that most of a
// lab's time was waiting. The pause itself stays: two controllers that add
// their finalizers to a new object at once overwrite each other's, and notice
// that at the next look. Where much is to be done looks take longer, and the
// pause with them, up to the second of upstream: then what has changed in the
// meantime is seen by one look, and not by five.
var pausing = []change{{
	file: "util/controller/builder.go", times: 1,
	from: "rateLimitInterval := time.Second", to: "rateLimitInterval := time.Second / 5",
}, {
	file: "util/controller/controller.go", times: 1,
	from: "\t\treconcileTime.WithLabelValues(r.name).Observe(time.Since(reconcileStartTime).Seconds())\n",
	to: `		took := time.Since(reconcileStartTime)
		r.pause(req, min(10*took, time.Second))
		reconcileTime.WithLabelValues(r.name).Observe(took.Seconds())
`,
}, {
	file: "util/controller/controller.go", times: 1,
	from: "type controllerWrapper struct {\n",
	to: `// pause keeps a thing from being looked at again so soon, if nothing does for longer.
func (r *reconcilerWrapper) pause(req reconcile.Request, d time.Duration) {
	entry := reconcileCacheEntry{Request: req, ReconcileAfter: time.Now().Add(d)}
	if before, found := r.reconcileCache.Has(entry.Key()); !found || before.ReconcileAfter.Before(entry.ReconcileAfter) {
		r.reconcileCache.Add(entry)
	}
}

type controllerWrapper struct {
`,
}}

// unconnected lets a controller that has no connection to a cluster wait until
// it is told of one. Upstream takes that for a failure and tries again at once,
// and again, in the seconds in which a cluster has machines and serves nothing.
// The error is known by its words, for its package imports this one.
var unconnected = []change{{
	file: "util/controller/controller.go", times: 1,
	from: "\tresult, err := r.reconciler.Reconcile(ctx, req)\n",
	to: `	result, err := r.reconciler.Reconcile(ctx, req)
	if err != nil && strings.Contains(err.Error(), "connection to the workload cluster is down") {
		result, err = reconcile.Result{RequeueAfter: 5 * time.Second}, nil
	}
`,
}}

// ownSets lets a MachineDeployment look at the MachineSets of its cluster, and
// not copy those of all clusters, at each look of each: with three hundred
// clusters that was a twelfth of all work.
var ownSets = []change{{
	file: "core/reconcilers/machinedeployment/machinedeployment_controller.go", times: 1,
	from: "r.Client.List(ctx, machineSets, client.InNamespace(md.Namespace))",
	to: "r.Client.List(ctx, machineSets, client.InNamespace(md.Namespace), " +
		"client.MatchingLabels{clusterv1.ClusterNameLabel: md.Spec.ClusterName})",
}}

// sameRequests lets a request that would change nothing be known by what it
// depends on: the object without its status. Upstream knows it by the object's
// resource version, so that each condition that a controller writes down makes
// three others apply all again that they want of the object: a quarter of all
// requests while clusters come up.
var sameRequests = []change{{
	file: "internal/util/ssa/cache.go", times: 1,
	from: "// ComputeRequestIdentifier computes a request identifier for the cache.\n",
	to: `// Content tells apart what an object is beside its status: its generation, its
// metadata, and who wrote that when.
func Content(obj client.Object) (string, error) {
	written := []string{}
	for _, entry := range managed(obj) {
		if entry.Subresource == "" {
			written = append(written, fmt.Sprint(entry.Manager, entry.Operation, since(entry.Time)))
		}
	}
	sum, err := hash.Compute([]any{obj.GetLabels(), obj.GetAnnotations(), obj.GetOwnerReferences(), obj.GetFinalizers(), written})
	return fmt.Sprintf("%s.%d.%t.%d", obj.GetUID(), obj.GetGeneration(), obj.GetDeletionTimestamp().IsZero(), sum), err
}

// managed leaves out which fields they are, which takes long to read.
func managed(obj client.Object) []metav1.ManagedFieldsEntry {
	u, ok := obj.(*unstructured.Unstructured)
	if !ok {
		return obj.GetManagedFields()
	}
	held, _, _ := unstructured.NestedFieldNoCopy(u.Object, "metadata", "managedFields")
	list, _ := held.([]any)
	var entries []metav1.ManagedFieldsEntry
	for _, item := range list {
		fields, _ := item.(map[string]any)
		text := func(name string) string { s, _ := fields[name].(string); return s }
		entry := metav1.ManagedFieldsEntry{
			Manager: text("manager"), Operation: metav1.ManagedFieldsOperationType(text("operation")), Subresource: text("subresource"),
		}
		if at, err := time.Parse(time.RFC3339, text("time")); err == nil {
			entry.Time = &metav1.Time{Time: at}
		}
		entries = append(entries, entry)
	}
	return entries
}

func since(at *metav1.Time) int64 {
	if at == nil {
		return 0
	}
	return at.Unix()
}

// ComputeRequestIdentifier computes a request identifier for the cache.
`,
}, {
	file: "internal/util/ssa/cache.go", times: 1,
	from: "func ComputeRequestIdentifier(scheme *runtime.Scheme, resourceVersion string, obj client.Object) (string, error) {\n",
	to: `func ComputeRequestIdentifier(scheme *runtime.Scheme, original, obj client.Object) (string, error) {
	resourceVersion, err := Content(original)
	if err != nil {
		return "", err
	}
`,
}, {
	file: "internal/util/ssa/cache.go", times: 1,
	from: "import (\n",
	to: `import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
`,
}, {
	file: "internal/util/ssa/patch.go", times: 1,
	from: "ComputeRequestIdentifier(c.Scheme(), options.Original.GetResourceVersion(), ",
	to:   "ComputeRequestIdentifier(c.Scheme(), options.Original, ",
}, {
	file: "internal/util/ssa/patch.go", times: 1,
	from: "ComputeRequestIdentifier(c.Scheme(), modifiedUnstructured.GetResourceVersion(), ",
	to:   "ComputeRequestIdentifier(c.Scheme(), modifiedUnstructured, ",
}, {
	file: "core/reconcilers/topology/cluster/structuredmerge/dryrun.go", times: 1,
	from: "dryRunCtx.originalUnstructured.GetResourceVersion(), ",
	to:   "dryRunCtx.originalUnstructured, ",
}}

// onePatch lets conditions and the rest of a status be written by one request.
// Upstream sends one each, and each makes all who watch look again.
var onePatch = []change{{
	file: "util/patch/patch.go", times: 1,
	from: "\t\terr := h.client.Status().Patch(ctx, latest, conditionsPatch)\n",
	to: `		data, err := conditionsPatch.Data(latest)
		if err != nil {
			return false, err
		}
		rest, err := h.restOfStatus(obj)
		if err != nil {
			return false, err
		}
		if data, err = jsonpatch.MergeMergePatches(data, rest); err != nil {
			return false, err
		}
		err = h.client.Status().Patch(ctx, latest, client.RawPatch(types.MergePatchType, data))
		if err == nil {
			h.changes.Delete(string(statusPatch))
		}
`,
}, {
	file: "util/patch/patch.go", times: 1,
	from: "// patchStatus issues a patch if the status has changed.\n",
	to: `// restOfStatus is the patch of a status without its conditions.
func (h *Helper) restOfStatus(obj client.Object) ([]byte, error) {
	if !h.shouldPatch(statusPatch) {
		return []byte("{}"), nil
	}
	before, after, err := h.calculatePatch(obj, statusPatch)
	if err != nil {
		return nil, err
	}
	return client.MergeFrom(before).Data(after)
}

// patchStatus issues a patch if the status has changed.
`,
}, {
	file: "util/patch/patch.go", times: 1,
	from: "\tpkgerrors \"github.com/pkg/errors\"\n",
	to:   "\tjsonpatch \"github.com/evanphx/json-patch/v5\"\n\tpkgerrors \"github.com/pkg/errors\"\n",
}}

// withTheRest writes that a new object is not paused with what its controller
// writes of it anyhow. Upstream writes that by a request of its own, and looks at
// the object again.
var withTheRest = []change{{
	file: "util/paused/paused.go", times: 1,
	from: "\tpatchHelper, err := patch.NewHelper(obj, c)\n",
	to: `	if oldCondition == nil && !isPaused {
		conditions.Set(obj, newCondition)
		return false, false, nil
	}

	patchHelper, err := patch.NewHelper(obj, c)
`,
}}

// leanPatches are found without who wrote which field, which is longer than all
// else of an object, and which parts of it have changed without writing it as JSON
// and reading it again.
var leanPatches = []change{{
	file: "util/patch/patch.go", times: 1,
	from: "\t// Get the GroupVersionKind of the object,\n\t// used to validate",
	to: `	noted := obj.GetManagedFields()
	defer func() { obj.SetManagedFields(noted) }()
	obj.SetManagedFields(nil)
	h.beforeObject.SetManagedFields(nil)

	// Get the GroupVersionKind of the object,
	// used to validate`,
}, {
	file: "util/patch/patch.go", times: 1,
	from: "\t\t// Create the condition patch before merging conditions.\n",
	to:   "\t\tlatest.SetManagedFields(nil)\n\n\t\t// Create the condition patch before merging conditions.\n",
}, {
	file: "util/patch/patch.go", times: 1,
	from: "\th.changes, err = h.calculateChanges(obj)\n\tif err != nil {\n\t\treturn pkgerrors.Wrapf(err, \"failed to patch %s %s\", h.gvk.Kind, klog.KObj(h.beforeObject))\n\t}\n",
	to:   "\th.changes = changedParts(h.before.Object, h.after.Object)\n",
}, {
	file: "util/patch/patch.go", times: 1,
	from: `func (h *Helper) calculateChanges(after client.Object) (sets.Set[string], error) {
	// Calculate patch data.
	patch := client.MergeFrom(h.beforeObject)
	diff, err := patch.Data(after)
	if err != nil {
		return nil, pkgerrors.Wrapf(err, "failed to calculate patch data")
	}

	// Unmarshal patch data into a local map.
	patchDiff := map[string]interface{}{}
	if err := json.Unmarshal(diff, &patchDiff); err != nil {
		return nil, pkgerrors.Wrapf(err, "failed to unmarshal patch data into a map")
	}

	// Return the map.
	res := sets.New[string]()
	for key := range patchDiff {
		res.Insert(key)
	}
	return res, nil
}
`,
	to: `func changedParts(before, after map[string]interface{}) sets.Set[string] {
	parts := sets.New[string]()
	for key := range sets.KeySet(before).Union(sets.KeySet(after)) {
		if !reflect.DeepEqual(before[key], after[key]) {
			parts.Insert(key)
		}
	}
	return parts
}
`,
}, {
	file: "util/patch/patch.go", times: 1,
	from: "// calculate changes tries to build a patch from the before/after objects we have\n// and store in a map which top-level fields",
	to:   "// changedParts tells which top-level fields",
}, {
	file: "util/patch/patch.go", times: 1,
	from: "\t\"encoding/json\"\n", to: "",
}}

// smallKeys are on an elliptic curve where nobody says which they are to be: to
// find the primes of a cluster's six keys of RSA takes half a second.
var smallKeys = []change{{
	file: "util/certs/certs.go", times: 1,
	from: "\tcase bootstrapv1.EncryptionAlgorithmECDSAP256:\n", to: "\tcase bootstrapv1.EncryptionAlgorithmECDSAP256, \"\":\n",
}, {
	file: "controlplane/kubeadm/pkg/control_plane.go", times: 1,
	from: "\t\treturn bootstrapv1.EncryptionAlgorithmRSA2048\n", to: "\t\treturn \"\"\n",
}}
