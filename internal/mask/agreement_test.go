package mask_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/mask"
	"github.com/kaaslab/kaaslab/planner"
)

// TestMaskAndPlanAgree: what a plan hides, diagnose hides, and what a plan shows, diagnose shows. {} is the value.
func TestMaskAndPlanAgree(t *testing.T) {
	for text, hidden := range map[string]bool{
		`{"password": "{}"}`: true, `{"a": {"credentials": {"b": ["{}"]}}}`: true, `{"env": [{"name": "A_TOKEN", "value": "{}"}]}`: true,
		`{"args": ["--token", "{}"]}`: true, `{"url": "amqp://u:{}@h"}`: true, `{"tls": {"crt": "{}", "key": "{}"}}`: true, `{"caBundle": "{}"}`: true,
		`{"conf": "a: b\napiKey: {}\n"}`: true, `{"secrets": {"a": "{}"}}`: true, `{"kubeconfig": "{}"}`: true, `{"x": "Password={};"}`: true,
		`{"name": "{}"}`: false, `{"secretName": "{}"}`: false, `{"tokenExpiry": "{}"}`: false, `{"publicKey": "{}"}`: false, `{"key": "{}", "operator": "In"}`: false,
		`{"imagePullSecrets": [{"name": "{}"}]}`: false, `{"url": "https://h/{}"}`: false, `{"env": [{"name": "MODE", "value": "{}"}]}`: false,
	} {
		var values map[string]any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(strings.ReplaceAll(text, "\n", `\n`), "{}", canary)), &values); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		masked, err := json.Marshal(mask.New().Object(values))
		if err != nil {
			t.Fatal(err)
		}
		changes := planner.Diff(planner.WorkloadCluster{}, planner.WorkloadCluster{Variables: values})
		for who, shown := range map[string]string{"diagnose": string(masked), "the plan": fmt.Sprint(changes)} {
			if strings.Contains(shown, canary) == hidden {
				t.Errorf("%s: %s shows %s", text, who, shown)
			}
		}
	}
}
