package draft

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

// Values are what somebody else's chart or ClusterClass takes.
type Values map[string]any

// MarshalYAML writes numbers as people do: what JSON and YAML readers hold as a float is often a whole number, and 1e+06 is
// another thing than 1000000 for what reads YAML by older rules.
func (v Values) MarshalYAML() (any, error) { return untyped.Copy(map[string]any(v), written), nil }

func written(leaf any) any {
	switch value := leaf.(type) {
	case json.Number:
		return number(value.String())
	case float64:
		return number(strconv.FormatFloat(value, 'g', -1, 64))
	}
	return leaf
}

// number is the exact whole number of a text where there is one, else the nearest that JSON has.
func number(text string) any {
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		return whole
	}
	if whole, err := strconv.ParseUint(text, 10, 64); err == nil {
		return whole
	}
	value, err := strconv.ParseFloat(text, 64)
	if err == nil && value == math.Trunc(value) && math.Abs(value) < 1<<63 {
		return int64(value)
	}
	return value
}
