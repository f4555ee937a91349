package seed

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/spec"
)

// plainWords are values as people write them, of which some are read another way by YAML 1.1, which Helm and kubectl take.
var plainWords = []string{
	"yes", "Yes", "YES", "yEs", "no", "on", "off", "OFF", "y", "n", "Y", "N", "true", "True", "false", "~", "null", `""`, "'yes'", `"no"`, "!!str yes",
	"0", "-1", "+7", "010", "0o17", "08", "0x1F", "0b101", "1_000", "1e3", "1E3", "-1.5e-3", ".5", "1.", "1.10", "3.0", "1e", "12e03",
	"9007199254740993", "18446744073709551615", "99999999999999999999", "-9223372036854775808", "1:30", "2024-01-01", "2024-01-01T10:00:00Z",
	"v1.36.1", "0.0.0.0/0", "\"010\"", "'1e3'", "=", "Infinity", "0644", "-", "1.2.3", "10.0.0.1", "1,000", "0xZZ",
}

// TestValuesMeanWhatTheyMeanToHelm: they are compared with the library that Helm, Sveltos and kubectl read with.
func TestValuesMeanWhatTheyMeanToHelm(t *testing.T) {
	for _, word := range plainWords {
		text := "a: " + word + "\nb: [" + word + ", {c: " + word + "}]\n"
		if word == "-" {
			continue
		}
		data, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		made := convert(t, old+profileHead+selectsDev+"  helmCharts:\n  - "+strings.ReplaceAll(chartFields, ", ", "\n    ")+"\n    values: |\n      "+strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ")+"\n")
		got, err := json.Marshal(parsed(t, made).AddonProfiles[1].HelmCharts[0].Values)
		if err != nil || !sameJSON(t, data, got) {
			t.Errorf("%s: Helm reads %s, the lab file %s", word, data, got)
		}
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var left, right any
	if err := json.Unmarshal(a, &left); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &right); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(left, right)
}

// TestKeysMeanWhatTheyMeanToHelm: a key that reads as a boolean or a number is its text in JSON.
func TestKeysMeanWhatTheyMeanToHelm(t *testing.T) {
	text := "on: 1\n'no': 2\n010: 3\ntrue: 4\nyEs: 5\n"
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	nodes, _ := spec.Documents("x", []byte(text))
	got, err := json.Marshal(reading{}.value(nodes[0]))
	if err != nil || !sameJSON(t, data, got) {
		t.Errorf("Helm reads %s, it is %s", data, got)
	}
}
