package addons

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

// alteration is what a profile does to everything that it installs, in Sveltos' words.
type alteration struct {
	patches             []types.Patch
	labels, annotations map[string]string
	exclusions          []exclusion
}

// exclusion names what Sveltos leaves alone in objects that are there.
type exclusion struct {
	Paths  []string        `json:"paths"`
	Target *types.Selector `json:"target"`
}

// alter lays the profile's patches, labels and annotations over what it installs. What cannot be worked out here is said.
func (c *content) alter(profile *spec.AddonProfile) {
	a, err := alterationOf(profile)
	if err == nil && strings.Contains(fmt.Sprint(profile.Patches), "{{") {
		c.say("patches that are templates of Sveltos are not filled in here, so that what they change may show as a difference")
	}
	for i := 0; i < len(c.wanted) && err == nil; i++ {
		if w := &c.wanted[i]; !w.once {
			err = a.alter(w)
		}
	}
	if err != nil {
		c.say("patches and driftExclusions of the profile cannot be applied here, so that what they change may show as a difference: %v", err)
	}
}

func alterationOf(profile *spec.AddonProfile) (a alteration, err error) {
	var patches []types.Patch
	if err := reread(profile.Patches, &patches); err != nil {
		return a, err
	}
	for _, patch := range patches {
		if !strings.Contains(patch.Patch, "{{") {
			a.patches = append(a.patches, patch)
		}
	}
	more, _ := profile.Spec.(map[string]any)
	if err := reread(more["extraLabels"], &a.labels); err != nil {
		return a, err
	}
	if err := reread(more["extraAnnotations"], &a.annotations); err != nil {
		return a, err
	}
	if profile.SyncMode == spec.SyncContinuousWithDriftDetection || profile.SyncMode == spec.SyncDryRun {
		err = reread(profile.DriftExclusions, &a.exclusions)
	}
	return a, err
}

// reread reads what the lab file says, which was checked when it was loaded, into a type.
func reread(value, into any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (a alteration) alter(w *wanted) error {
	kustomizing.Lock()
	defer kustomizing.Unlock()
	for _, patch := range a.patches {
		if err := patchIn(&w.object, patch); err != nil {
			return err
		}
	}
	w.object = w.object.With(a.labels, a.annotations)
	for _, e := range a.exclusions {
		if is, err := selects(e.Target, w.object); err != nil {
			return err
		} else if is {
			w.leaves = append(w.leaves, e.Paths...)
		}
	}
	return nil
}

// kustomizing keeps clusters that are looked at together from using kustomize's library at the same time, which it does not stand
// (kustomize #3659).
var kustomizing sync.Mutex

// selects tells whether a target is an object. None is all.
func selects(target *types.Selector, object kube.Object) (bool, error) {
	if target == nil {
		return true, nil
	}
	r, err := provider.NewDefaultDepProvider().GetResourceFactory().FromMap(object)
	if err != nil {
		return false, err
	}
	all := resmap.New()
	if err := all.Append(r); err != nil {
		return false, err
	}
	found, err := all.Select(*target)
	return len(found) > 0, err
}

// patchIn patches an object, if it is the patch's target, with kustomize's library, as Sveltos does.
func patchIn(object *kube.Object, patch types.Patch) error {
	if is, err := selects(patch.Target, *object); err != nil || !is {
		return err
	}
	files := filesys.MakeFsInMemory()
	for name, content := range map[string]any{
		"object.json": *object, "kustomization.yaml": types.Kustomization{Resources: []string{"object.json"}, Patches: []types.Patch{patch}},
	} {
		text, err := json.Marshal(content)
		if err != nil {
			return err
		}
		if err := files.WriteFile(name, text); err != nil {
			return err
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, ".")
	if err != nil {
		return err
	}
	for _, r := range built.Resources() { // none is left where the patch deletes it, which Sveltos does not let it
		patched, err := r.Map()
		if err != nil {
			return err
		}
		*object = patched
	}
	return nil
}

// without is an object without some fields, as far as it has them.
func without(object kube.Object, paths []string) kube.Object {
	if len(paths) == 0 || object == nil {
		return object
	}
	var operations []map[string]string
	for _, path := range paths {
		operations = append(operations, map[string]string{"op": "remove", "path": path})
	}
	options := jsonpatch.NewApplyOptions()
	options.AllowMissingPathOnRemove = true
	var patch jsonpatch.Patch
	text, err := json.Marshal(object)
	if err != nil || reread(operations, &patch) != nil {
		return object
	}
	if text, err = patch.ApplyWithOptions(text, options); err != nil {
		return object
	}
	var less kube.Object
	if json.Unmarshal(text, &less) != nil {
		return object
	}
	return less
}
