package spec

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func (r *reader) decodeNumber(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	number, reason := wholeNumber(node)
	if reason != "" {
		r.refuseNode(at, node, fault.WrongType, "is %s; %s", describe(node), reason)
		return
	}
	into.SetInt(number)
	switch {
	case rule.minimum != nil && number < *rule.minimum:
		r.refuseNode(at, node, fault.OutOfBounds, "%d is too small; the least is %d", number, *rule.minimum)
	case rule.maximum != nil && number > *rule.maximum:
		r.refuseNode(at, node, fault.OutOfBounds, "%d is too large; the most is %d", number, *rule.maximum)
	}
}

// leadingZero numbers are octal for YAML 1.1 and decimal for YAML 1.2, so nobody can know what is meant.
var leadingZero = regexp.MustCompile(`^[-+]?0[0-9_]+$`)

func wholeNumber(node *yaml.Node) (number int64, reason string) {
	const needed = "it must be a whole number"
	switch {
	case node.Kind != yaml.ScalarNode:
		return 0, needed
	case node.Tag == stringTag && isDigits(node.Value):
		return 0, "it must be a number, so write it without quotes"
	case node.Tag != intTag && node.Tag != floatTag:
		return 0, needed
	case leadingZero.MatchString(node.Value):
		return 0, "the leading 0 reads as octal in some programs, so leave it out"
	}
	if node.Tag == intTag {
		if number, err := strconv.ParseInt(node.Value, 0, 64); err == nil {
			return number, ""
		}
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(node.Value, "_", ""), 64)
	if err != nil || value != math.Trunc(value) || math.Abs(value) > 1<<53 {
		return 0, needed
	}
	return int64(value), ""
}

func isDigits(value string) bool {
	_, err := strconv.ParseInt(value, 10, 64)
	return err == nil
}
