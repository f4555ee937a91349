// Package alteration does to objects what an add-on profile says of everything that it installs, with the libraries that Sveltos takes for
// it: patches, labels and annotations, and what is left alone where it is there.
package alteration

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
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

// Alteration is what a profile does to everything that it installs.
type Alteration struct {
	// Templates says that some patches are left out, for Sveltos alone can fill them in.
	Templates bool

	patches             []types.Patch
	labels, annotations map[string]string
	exclusions          []exclusion
}

// exclusion names what Sveltos leaves alone in objects that are there.
type exclusion struct {
	Paths  []string        `json:"paths"`
	Target *types.Selector `json:"target"`
}

// Of reads the alteration of a profile.
func Of(profile *spec.AddonProfile) (a Alteration, err error) {
	if err := reread(profile.Patches, &a.patches); err != nil {
		return a, fmt.Errorf("patches: %w", err)
	}
	if err := a.aim(); err != nil {
		return a, fmt.Errorf("patches: %w", err)
	}
	more, _ := profile.Spec.(map[string]any)
	if err := reread(more["extraLabels"], &a.labels); err != nil {
		return a, fmt.Errorf("extraLabels: %w", err)
	}
	if err := reread(more["extraAnnotations"], &a.annotations); err != nil {
		return a, fmt.Errorf("extraAnnotations: %w", err)
	}
	if profile.SyncMode == spec.SyncContinuousWithDriftDetection || profile.SyncMode == spec.SyncDryRun {
		if err := reread(profile.DriftExclusions, &a.exclusions); err != nil {
			return a, fmt.Errorf("driftExclusions: %w", err)
		}
	}
	return a, nil
}

// aim leaves out patches that are templates, and gives those that name their object themselves a target.
func (a *Alteration) aim() error {
	var plain []types.Patch
	for _, patch := range a.patches {
		if strings.Contains(patch.Patch, "{{") {
			a.Templates = true
			continue
		}
		if patch.Target == nil {
			object := kube.Object{}
			if err := yaml.Unmarshal([]byte(patch.Patch), &object); err != nil {
				return fmt.Errorf("one of them has no target, and is no object: %w", err)
			}
			kind, _ := object["kind"].(string)
			patch.Target = &types.Selector{ResId: resid.ResId{Gvk: resid.Gvk{Kind: kind}, Name: object.Name(), Namespace: object.Namespace()}}
		}
		plain = append(plain, patch)
	}
	a.patches = plain
	return nil
}

// reread reads what the lab file says, which was checked when it was loaded, into a type.
func reread(value, into any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Object is an object as it reaches a cluster.
func (a Alteration) Object(object kube.Object) (kube.Object, error) {
	for _, patch := range a.patches {
		is, err := selects(patch.Target, object)
		if err == nil && is {
			object, err = patched(object, patch)
		}
		if err != nil {
			return nil, fmt.Errorf("patches: %w", err)
		}
	}
	return object.With(a.labels, a.annotations), nil
}

// LeftAlone are the fields of an object, as JSON pointers, that stay as they are where it is there.
func (a Alteration) LeftAlone(object kube.Object) (paths []string, err error) {
	for _, e := range a.exclusions {
		is, err := selects(e.Target, object)
		if err != nil {
			return nil, fmt.Errorf("driftExclusions: %w", err)
		}
		if is {
			paths = append(paths, e.Paths...)
		}
	}
	return paths, nil
}

// Without is an object without some fields, named by JSON pointers, as far as it has them.
func Without(object kube.Object, paths []string) (kube.Object, error) {
	if len(paths) == 0 || object == nil {
		return object, nil
	}
	var operations []map[string]string
	for _, path := range paths {
		operations = append(operations, map[string]string{"op": "remove", "path": path})
	}
	var patch jsonpatch.Patch
	if err := reread(operations, &patch); err != nil {
		return nil, err
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	options := jsonpatch.NewApplyOptions()
	options.AllowMissingPathOnRemove = true
	if text, err = patch.ApplyWithOptions(text, options); err != nil {
		return nil, fmt.Errorf("driftExclusions: %w", err)
	}
	var less kube.Object
	return less, json.Unmarshal(text, &less)
}

// kustomizing keeps kustomize's library from being used twice at the same time, which it does not stand (kustomize #3659).
var kustomizing sync.Mutex

// selects tells whether a target is an object. None is all.
func selects(target *types.Selector, object kube.Object) (bool, error) {
	if target == nil {
		return true, nil
	}
	kustomizing.Lock()
	defer kustomizing.Unlock()
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

// patched is an object after a patch of which it is the target.
func patched(object kube.Object, patch types.Patch) (kube.Object, error) {
	files := filesys.MakeFsInMemory()
	for name, content := range map[string]any{
		"object.json": object, "kustomization.yaml": types.Kustomization{Resources: []string{"object.json"}, Patches: []types.Patch{patch}},
	} {
		text, err := json.Marshal(content)
		if err != nil {
			return nil, err
		}
		if err := files.WriteFile(name, text); err != nil {
			return nil, err
		}
	}
	kustomizing.Lock()
	defer kustomizing.Unlock()
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, ".")
	if err != nil || built.Size() == 0 { // Sveltos does not let a patch delete
		return object, err
	}
	return built.Resources()[0].Map()
}
