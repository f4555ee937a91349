package spec

import (
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// openBraces begin what Go's templates replace, and so what Sveltos does.
const openBraces = "{{"

// checkBraces asks what is meant by braces in values: charts such as those of alerts take templates of their own, and Sveltos
// fills in whatever it finds first.
func (r *reader) checkBraces(at *place, chart HelmChart) {
	found := bracesIn(at.key("values"), chart.AllValues())
	if found == nil || chart.Template != nil {
		return
	}
	r.warn(found, fault.MaybeTemplate, "has {{, which Sveltos takes for a template of its own and fills in before the chart sees it; say which is meant with %s: true (a template of Sveltos) or false (text for the chart)",
		at.key("template"))
}

// TemplateOf says for values that have braces whether they are a template, and nothing for others: Sveltos looks for braces in
// the text, and those that YAML escapes are in the values alone.
func TemplateOf(text string, values map[string]any) *bool {
	isTemplate := strings.Contains(text, openBraces)
	if !isTemplate && bracesIn(nil, values) == nil {
		return nil
	}
	return &isTemplate
}

// bracesIn is the first place in values, keys included, that has the braces of a template, or nil.
func bracesIn(at *place, value any) *place {
	switch value := value.(type) {
	case string:
		if strings.Contains(value, openBraces) {
			return at
		}
	case []any:
		for i, item := range value {
			if found := bracesIn(at.item(i), item); found != nil {
				return found
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if strings.Contains(name, openBraces) {
				return at.key(name)
			}
			if found := bracesIn(at.key(name), value[name]); found != nil {
				return found
			}
		}
	}
	return nil
}
