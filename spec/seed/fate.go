package seed

import (
	"maps"
	"slices"
	"strings"
)

// fate is what becomes of a field of a profile, a chart or a reference that a lab file cannot say. A field that is not in a
// table changes what is installed, as far as anybody here can know.
type fate struct {
	usual    []any  // the values that say what is so in any case
	harmless bool   // without the field the same is installed on the same clusters
	why      string // what is lost
}

// judge takes the fields at a path that a lab file cannot say. Of those that are harmless it says so; of one that is not it
// returns the reason why the whole thing has to stay away.
func (c *conversion) judge(o *object, fates map[string]fate, carried ...string) reasons {
	var fields []string
	var found reasons
	walkFields(o.rest, fates, "", func(path string) { fields = append(fields, path) })
	for _, field := range fields {
		path := strings.Split(field, ".")
		if slices.Contains(carried, path[0]) {
			continue
		}
		known, isKnown := fates[field]
		value, line, name := o.look(path...), o.line(path...), strings.TrimPrefix(o.at+"."+field, ".")
		switch {
		case isKnown && slices.ContainsFunc(known.usual, func(usual any) bool { return sameScalar(usual, value) }):
			o.take(path...)
		case known.harmless:
			o.take(path...)
			c.lose(o, line, "%s: %s", name, known.why)
		case known.why != "":
			found.add(line, name+": "+known.why)
		default:
			found.add(line, name+", which a lab file cannot say")
		}
	}
	return found
}

// reasons are why something is left out, and where the first is.
type reasons struct {
	line  int
	words []string
}

func (r *reasons) add(line int, why string) {
	if len(r.words) == 0 {
		r.line = line
	}
	if why != "" {
		r.words = append(r.words, why)
	}
}

func (r *reasons) addAll(more reasons) {
	for _, why := range more.words {
		r.add(more.line, why)
	}
}

func (r *reasons) any() bool { return len(r.words) > 0 }

func (r *reasons) String() string { return strings.Join(r.words, "; ") }

func sameScalar(usual, value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	}
	return usual == value
}

// walkFields goes down where a table knows the fields of a field.
func walkFields(value map[string]any, fates map[string]fate, under string, each func(path string)) {
	for _, name := range slices.Sorted(maps.Keys(value)) {
		inner, isMapping := value[name].(map[string]any)
		if isMapping && hasFieldsOf(fates, under+name+".") {
			walkFields(inner, fates, under+name+".", each)
			continue
		}
		each(under + name)
	}
}

func hasFieldsOf(fates map[string]fate, prefix string) bool {
	for name := range fates {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
