package spec

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/fault"
)

// checkText judges a text by its rules and reports the first that it breaks.
func (r *reader) checkText(at *place, node *yaml.Node, rule *rules) {
	value, length := node.Value, utf8.RuneCountInString(node.Value)
	switch {
	case !rule.allows(value):
		r.refuseNode(at, node, fault.UnknownValue, "%s is not known; %s", quote(value), meantOr(value, rule.enum))
	case length < rule.minLength:
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value")
	case rule.maxLength > 0 && length > rule.maxLength:
		r.refuseNode(at, node, fault.OutOfBounds, "%s is %d characters long; the most is %d", quote(value), length, rule.maxLength)
	case rule.pattern != nil && !rule.pattern.MatchString(value):
		r.refuseNode(at, node, fault.WrongForm, "%s is not valid; %s", quote(value), rule.meaning)
	}
}

// allows says whether a value is one of those that there are, if they are few enough to be listed.
func (r *rules) allows(value string) bool { return len(r.enum) == 0 || slices.Contains(r.enum, value) }

// meantOr suggests the value that was probably meant, else it lists all.
func meantOr(value string, known []string) string {
	if meant := NearMiss(value, known); meant != "" && len(known) > 1 {
		return "did you mean " + meant + "? (known: " + strings.Join(known, ", ") + ")"
	}
	if len(known) == 1 {
		return "it must be " + known[0]
	}
	return "it must be one of " + strings.Join(known, ", ")
}

// setText sets a default, which a tag holds as text.
func setText(into reflect.Value, text string) {
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
	case reflect.Bool:
		into.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		number, _ := strconv.ParseInt(text, 10, 64)
		into.SetInt(number)
	}
}
