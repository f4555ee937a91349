package spec

import "strings"

// ownReferences lead to what a Profile names and Sveltos looks for in the Profile's own namespace, whatever the reference says
// (addon-controller 1.14.0). A * stands for each item of a list.
var ownReferences = []string{
	"policyRefs.*", "policyRefs.*.remoteURL.secretRef", "kustomizationRefs.*", "kustomizationRefs.*.valuesFrom.*",
	"registryCredentialsConfig.credentials", "registryCredentialsConfig.ca",
}

// EachOwnReference visits what of the fields of a Profile, or of a chart of one, refers to the Profile's own namespace. The path to
// it has names of fields and positions in lists.
func EachOwnReference(fields map[string]any, visit func(path []any, reference map[string]any)) {
	for _, path := range ownReferences {
		follow(fields, strings.Split(path, "."), nil, visit)
	}
}

func follow(value any, path []string, way []any, visit func([]any, map[string]any)) {
	way = way[:len(way):len(way)]
	fields, isMap := value.(map[string]any)
	switch {
	case len(path) == 0 && isMap:
		visit(way, fields)
	case len(path) == 0:
	case path[0] == "*":
		items, _ := value.([]any)
		for i, item := range items {
			follow(item, path[1:], append(way, i), visit)
		}
	case isMap:
		follow(fields[path[0]], path[1:], append(way, path[0]), visit)
	}
}
