package addons

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kaaslab/kaaslab/planner"
)

// isNone finds changes that are none: servers leave out what is empty, and write quantities in their own way.
func isNone(of key, c planner.Change) bool {
	switch {
	case c.Added:
		return slices.Contains(zeros(of), c.New)
	case c.Removed:
		return slices.Contains(zeros(of), c.Old)
	}
	return isQuantity(c.Field) && sameQuantity(c.Old, c.New)
}

// zeros are values that mean the same as none at all. In kinds that others define they may mean something.
func zeros(of key) []string {
	if strings.Contains(of.group, ".") && !strings.HasSuffix(of.group, ".k8s.io") {
		return []string{"(none)"}
	}
	return []string{"(none)", "false", "0"}
}

// isQuantity finds fields that hold amounts.
func isQuantity(field string) bool {
	return slices.ContainsFunc([]string{"requests", "limits", "capacity", "hard", "sizeLimit", "averageValue", "max", "min", "default"}, func(part string) bool {
		return slices.Contains(strings.FieldsFunc(field, func(r rune) bool { return strings.ContainsRune(".[]", r) }), part)
	})
}

func sameQuantity(a, b string) bool {
	one, errOne := resource.ParseQuantity(a)
	other, errOther := resource.ParseQuantity(b)
	return errOne == nil && errOther == nil && one.Cmp(other) == 0
}

// trimManifest leaves out what all fields of an object begin with.
func trimManifest(field string) string {
	field = strings.TrimPrefix(field, "manifest")
	return strings.TrimPrefix(field, ".")
}
