package classpatch

import (
	"maps"
	"reflect"
	"slices"
)

// endOfList ends the path of what is added to a list.
const endOfList = "/-"

// Lay returns JSON patches that lay wanted fields over those that the template has. What both have as a mapping is gone into. A list
// is set to the wanted one, and then the template's own items are added to its end, but for those that are wanted otherwise:
// so that reading back is to leave out what is added.
func Lay(at string, has, wanted map[string]any) []any {
	var patches []any
	add := func(path string, value any) {
		patches = append(patches, map[string]any{"op": "add", "path": path, "value": value})
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		path := at + "/" + name
		inner, isMapping := has[name].(map[string]any)
		fields, wantsMapping := wanted[name].(map[string]any)
		if isMapping && wantsMapping {
			patches = append(patches, Lay(path, inner, fields)...)
			continue
		}
		add(path, wanted[name])
		list, _ := wanted[name].([]any)
		own, _ := has[name].([]any)
		for _, item := range own {
			if !slices.ContainsFunc(list, func(wanted any) bool { return replaces(wanted, item) }) {
				add(path+endOfList, item)
			}
		}
	}
	return patches
}

// replaces reports whether a wanted item of a list stands for one that the template has: it is the same, or has its name, or its
// path as files do.
func replaces(wanted, own any) bool {
	w, _ := wanted.(map[string]any)
	o, _ := own.(map[string]any)
	same := func(key string) bool { return o[key] != nil && w[key] == o[key] }
	return reflect.DeepEqual(wanted, own) || same("name") || same("path")
}
