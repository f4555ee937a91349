package editor

import "testing"

// mapped are the settings of an editor that gives the schema of this checkout to lab files by their names.
func mapped(t *testing.T) map[string]any {
	t.Helper()
	return map[string]any{
		"validate": true, "hover": true, "completion": true,
		"schemaStore": map[string]any{"enable": false},
		"schemas":     map[string]any{absolute(t, "../schemas/lab.v1alpha1.json"): []string{"kaaslab.yaml", "*.kaaslab.yaml"}},
	}
}
