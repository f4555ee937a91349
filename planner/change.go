package planner

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Change is one field that differs. Old and New are texts for people, without secrets; an absent value is the empty string, with Added or
// Removed set.
type Change struct {
	Field   string `json:"field"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Added   bool   `json:"added,omitempty"`
	Removed bool   `json:"removed,omitempty"`
	// Via are the values that the field takes on its way from old to new, as "v1.34.8 -> v1.35.5".
	Via string `json:"via,omitempty"`
}

// String returns the change as "field: old -> new".
func (c Change) String() string {
	switch {
	case c.Added:
		return fmt.Sprintf("%s: + %s", c.Field, c.New)
	case c.Removed:
		return fmt.Sprintf("%s: - %s", c.Field, c.Old)
	}
	if c.Via != "" {
		return fmt.Sprintf("%s: %s -> %s -> %s", c.Field, c.Old, c.Via, c.New)
	}
	return fmt.Sprintf("%s: %s -> %s", c.Field, c.Old, c.New)
}

// Keyed is for elements of a list whose order means nothing, such as worker pools: they are compared by key, so that a
// change names the element that changed and not a position.
type Keyed interface{ Key() string }

// Shown is for values that are not shown as they are, such as the content of a file or a secret.
type Shown interface{ Show() string }

// Diff lists the fields in which the wanted attributes differ from the observed ones, sorted by field.
func Diff(observed, wanted Attrs) []Change {
	if open, ok := wanted.(Open); ok {
		wanted = open.Fill(observed)
	}
	if reflect.DeepEqual(observed, wanted) {
		return nil
	}
	r := &changeReporter{}
	cmp.Equal(observed, wanted, cmp.Reporter(r), cmpopts.EquateEmpty(), byKey, sameNumber)
	slices.SortFunc(r.changes, func(a, b Change) int { return strings.Compare(a.Field, b.Field) })
	return r.changes
}

// byKey turns a list of Keyed elements into a map. Two empty lists are left to EquateEmpty.
var byKey = cmp.FilterValues(func(a, b any) bool { return isKeyed(a) && hasAny(a, b) },
	cmp.Transformer("byKey", func(list any) map[string]any {
		elements := reflect.ValueOf(list)
		keyed := make(map[string]any, elements.Len())
		for i := range elements.Len() {
			element := elements.Index(i).Interface()
			keyed[element.(Keyed).Key()] = element
		}
		return keyed
	}))

func isKeyed(list any) bool {
	t := reflect.TypeOf(list)
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Implements(reflect.TypeFor[Keyed]())
}

func hasAny(a, b any) bool { return reflect.ValueOf(a).Len()+reflect.ValueOf(b).Len() > 0 }

// sameNumber compares numbers by value: YAML and JSON decode the same text into different Go types.
var sameNumber = cmp.FilterValues(func(a, b any) bool { return isNumber(a) && isNumber(b) },
	cmp.Comparer(func(a, b any) bool { return asFloat(a) == asFloat(b) }))

func isNumber(v any) bool {
	value := reflect.ValueOf(v)
	return value.IsValid() && (value.CanInt() || value.CanUint() || value.CanFloat())
}

func asFloat(v any) float64 { return reflect.ValueOf(v).Convert(reflect.TypeFor[float64]()).Float() }

type changeReporter struct {
	path    cmp.Path
	changes []Change
}

func (r *changeReporter) PushStep(s cmp.PathStep) { r.path = append(r.path, s) }
func (r *changeReporter) PopStep()                { r.path = r.path[:len(r.path)-1] }

// Report implements the interface that cmp.Reporter asks for.
func (r *changeReporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	old, wanted := r.path.Last().Values()
	hidden := isHidden(r.path)
	r.changes = append(r.changes, Change{
		Field: fieldName(r.path), Old: showValue(old, hidden), New: showValue(wanted, hidden),
		Added: !old.IsValid(), Removed: !wanted.IsValid(),
	})
}
