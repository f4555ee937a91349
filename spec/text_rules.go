package spec

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
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
		r.refuseNode(at, node, fault.WrongForm, "%s is not valid; %s%s", quote(value), rule.meaning, rule.meantVersion(value))
	}
}

// proposal says how to write a number as text, as far as the text would be taken. It is made of what stands in the file: as a
// number, 1.30 is 1.3.
func (r *rules) proposal(value string) string {
	if r.takes(value) {
		return fmt.Sprintf(", so write it in quotes: %q", value)
	}
	if meant := cmp.Or(r.wholeVersion(value), r.fallback); meant != "" && r.isVersion() {
		return fmt.Sprintf(", so write a whole version in quotes, such as %q", meant)
	}
	if r.meaning != "" {
		return "; " + r.meaning
	}
	return ""
}

// meantVersion proposes the version that a text has in it, such as the one of a tag, or the beginning of.
func (r *rules) meantVersion(value string) string {
	if meant := r.wholeVersion(strings.TrimPrefix(versionInside.FindString(value), "v")); meant != "" && !strings.HasSuffix(r.meaning, meant) {
		return "; did you mean " + meant + "?"
	}
	return ""
}

// wholeVersion completes the beginning of a version: to the default where that begins so, else to the first release of it.
func (r *rules) wholeVersion(value string) string {
	if !r.isVersion() || !versionStart.MatchString(value) {
		return ""
	}
	plain := "v" + value + "."
	if r.fallback != "" && (strings.HasPrefix(r.fallback, plain) || strings.HasPrefix("v"+r.fallback, plain)) {
		return r.fallback
	}
	for _, whole := range []string{value, "v" + value, value + ".0", "v" + value + ".0"} {
		if r.takes(whole) && supported(whole) {
			return whole
		}
	}
	if major, _, _ := strings.Cut(r.fallback, "."); major != "" && len(value) > 1 && !strings.Contains(value, ".") {
		return r.wholeVersion(strings.TrimPrefix(major, "v") + "." + value) // 36 is the number that all call 1.36 by
	}
	return ""
}

func (r *rules) isVersion() bool {
	return r.pattern != nil && (strings.Contains(r.meaning, "a version") || versionStart.MatchString(strings.TrimPrefix(r.fallback, "v")))
}

var (
	versionStart  = regexp.MustCompile(`^[0-9]+([.][0-9]+)*$`)
	versionInside = regexp.MustCompile(`[0-9]+([.][0-9]+)+|^v?[0-9]+$`)
)

// takes says whether a text keeps all rules.
func (r *rules) takes(value string) bool {
	length := utf8.RuneCountInString(value)
	return r.allows(value) && length >= r.minLength && (r.maxLength == 0 || length <= r.maxLength) &&
		(r.pattern == nil || r.pattern.MatchString(value))
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
