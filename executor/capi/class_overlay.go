package capi

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// overlays are the definitions of a patch that lays settings over the templates.
func (p parts) overlays(known []classpatch.Overlay, settings map[string]any) []any {
	var definitions []any
	for _, o := range known {
		wanted, _ := settings[o.Key].(map[string]any)
		if patches := lay(o.Path, fieldsAt(p.template(o.Target), o.Path), wanted); len(patches) > 0 {
			definitions = append(definitions, patched(o.Target, patches))
		}
	}
	return definitions
}

// template is the body of a template, by the word for it.
func (p parts) template(word string) map[string]any {
	return map[string]map[string]any{
		"controlPlane": p.controlPlane, "controlPlaneMachine": p.controlPlaneMachine,
		"worker": p.workerBootstrap, "workerMachine": p.workerMachine,
	}[word]
}

func fieldsAt(body map[string]any, path string) map[string]any {
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/spec/template/"), "/") {
		body, _ = body[name].(map[string]any)
	}
	return body
}

// lay returns JSON patches that lay wanted fields over those that the template has. What both have as a mapping is gone into. A list
// is set to the wanted one, and then the template's own items are added to its end, but for those that are wanted otherwise:
// so that reading back is to leave out what is added.
func lay(at string, has, wanted map[string]any) []any {
	var patches []any
	add := func(path string, value any) {
		patches = append(patches, map[string]any{"op": "add", "path": path, "value": value})
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		path := at + "/" + name
		inner, isMapping := has[name].(map[string]any)
		fields, wantsMapping := wanted[name].(map[string]any)
		if isMapping && wantsMapping {
			patches = append(patches, lay(path, inner, fields)...)
			continue
		}
		add(path, wanted[name])
		list, _ := wanted[name].([]any)
		own, _ := has[name].([]any)
		for _, item := range own {
			if !slices.ContainsFunc(list, func(wanted any) bool { return replaces(wanted, item) }) {
				add(path+classpatch.EndOfList, item)
			}
		}
	}
	return patches
}

// replaces reports whether a wanted item of a list stands for one that the template has: it is the same, or has its name.
func replaces(wanted, own any) bool {
	w, _ := wanted.(map[string]any)
	o, _ := own.(map[string]any)
	return reflect.DeepEqual(wanted, own) || o["name"] != nil && w["name"] == o["name"]
}
