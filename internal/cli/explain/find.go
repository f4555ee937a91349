package explain

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// index is the place in a list, as error messages write it. Every item of a list is the same.
var index = regexp.MustCompile(`\[[^\]]*\]`)

// Find returns the field at a path such as workloadClusters.workers, or as an error writes it, workloadClusters[0].workers.
func (f *Field) Find(path string) (*Field, error) {
	found := f
	for name := range strings.SplitSeq(index.ReplaceAllString(path, ""), ".") {
		inner := found.child(name)
		if inner == nil {
			return nil, found.unknown(name)
		}
		found = inner
	}
	return found, nil
}

func (f *Field) child(name string) *Field {
	i := slices.IndexFunc(f.Fields, func(inner *Field) bool { return inner.Name == name })
	if i < 0 {
		return nil
	}
	return f.Fields[i]
}

func (f *Field) unknown(name string) error {
	where := f.Path
	if where == "" {
		where = "the lab file"
	}
	names := f.Names()
	switch meant := spec.NearMiss(name, names); {
	case len(names) == 0:
		return fault.Errorf(fault.UnknownField, "%s has no field %q: it is a %s; leave %q out", where, name, f.Type, name)
	case meant != "":
		return fault.Errorf(fault.UnknownField, "%s has no field %q; did you mean %s?", where, name, meant)
	}
	return fault.Errorf(fault.UnknownField, "%s has no field %q; it has %s", where, name, strings.Join(names, ", "))
}

// Names are the names of the fields within.
func (f *Field) Names() []string {
	names := make([]string, len(f.Fields))
	for i, inner := range f.Fields {
		names[i] = inner.Name
	}
	return names
}
