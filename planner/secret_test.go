package planner_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
)

const canary = "canary-3f9a"

func secret(field, value string) planner.Attrs {
	return planner.ObjectResource(planner.Manifest{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "s"}, field: map[string]any{"k": value},
	}).Attrs
}

// TestSecretsDoNotReachAPlan covers a value that changes, one that comes and one that goes.
func TestSecretsDoNotReachAPlan(t *testing.T) {
	none := planner.ObjectResource(planner.Manifest{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "s"},
	}).Attrs
	for _, pair := range [][2]planner.Attrs{
		{secret("stringData", canary), secret("stringData", canary+"2")}, {none, secret("stringData", canary)}, {secret("stringData", canary), none},
	} {
		changes := planner.Diff(pair[0], pair[1])
		if len(changes) != 1 {
			t.Fatalf("changes %v, want one", changes)
		}
		encoded, err := json.Marshal([]any{changes, pair})
		if text := fmt.Sprint(changes) + string(encoded); err != nil || strings.Contains(text, canary) || strings.Contains(text, "Y2FuYXJ5") {
			t.Errorf("the value shows in %s (%v)", text, err)
		}
	}
}

func TestSecretFormsAreEqual(t *testing.T) {
	if changes := planner.Diff(secret("data", "Y2FuYXJ5"), secret("stringData", "canary")); len(changes) != 0 {
		t.Errorf("data and stringData of the same value differ: %v", changes)
	}
}
