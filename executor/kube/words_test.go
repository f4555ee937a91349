package kube

import "testing"

// TestSchemaErrorsShowNoValue: the value may be one of a Secret, and Go's words for it are no help.
func TestSchemaErrorsShowNoValue(t *testing.T) {
	for given, want := range map[string]string{
		".data.a: expected string, got &value.valueUnstructured{Value:true}":              ".data.a: expected string, got true, which is no text without quotes",
		".stringData.p: expected string, got &value.valueUnstructured{Value:12345}":       ".stringData.p: expected string, got a number",
		".spec.replicas: expected numeric (int or float), got &{hunter2}":                 ".spec.replicas: expected numeric (int or float), got a text",
		"errors:\n  .a: expected map, got &{[x y]}\n  .b: expected list, got &{map[x:y]}": "errors:\n  .a: expected map, got a list\n  .b: expected list, got a mapping",
		".a: expected string, got &value.valueUnstructured{Value:map[x:{y}]}":             ".a: expected string, got a mapping",
		"something else": "something else",
	} {
		if got := plainWords(given); got != want {
			t.Errorf("%q\ngot  %q\nwant %q", given, got, want)
		}
	}
}
