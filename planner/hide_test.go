package planner_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
)

// hiding are values of a lab file with a secret in them, which is {}.
var hiding = map[string]string{
	"password":              `{"password": "{}"}`,
	"deep":                  `{"a": {"b": {"dbPassword": "{}"}}}`,
	"below":                 `{"credentials": {"anything": {"at": ["{}"]}}}`,
	"API key":               `{"apiKey": "{}"}`,
	"upper case":            `{"env": {"DB_PWD": "{}"}}`,
	"map of secrets":        `{"secrets": {"one": "{}"}}`,
	"variables":             `{"env": [{"name": "A", "value": "b"}, {"name": "DB_PASSWORD", "value": "{}"}]}`,
	"variables by key":      `{"extra": [{"key": "token", "value": "{}"}]}`,
	"assignments":           `{"env": ["A=b", "DB_PASSWORD={}"]}`,
	"flag":                  `{"args": ["--token={}"]}`,
	"flag and word":         `{"args": ["--token", "{}"]}`,
	"address":               `{"url": "postgres://user:{}@db:5432/x"}`,
	"address with a query":  `{"url": "https://x/y?a=b&token={}"}`,
	"connection string":     `{"database": "Server=db;User Id=x;Password={} y;"}`,
	"named connection":      `{"connectionString": "{}"}`,
	"private key":           `{"pem": "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----"}`,
	"certificate":           `{"x": "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----"}`,
	"certificate by name":   `{"caBundle": "{}"}`,
	"TLS":                   `{"tls": {"cert": "{}", "key": "{}"}}`,
	"bearer":                `{"header": "Authorization: Bearer {}abcdef"}`,
	"web token":             `{"x": "eyJhbGciOiJI.{}.c2ln"}`,
	"text in YAML":          `{"config": "a: b\ndb:\n  credentials:\n  - {}\n"}`,
	"block in text in YAML": `{"config": "a: b\npassword: |\n  {}\n  more\n"}`,
	"text in JSON":          `{"config": "{\"auths\": {\"r\": {\"auth\": \"{}\"}}}"}`,
	"docker config":         `{".dockerconfigjson": "{}"}`,
	"number":                `{"pin": 99887766}`,
	"kubeconfig":            `{"kubeconfig": "{}"}`,
}

func valuesOf(t *testing.T, text string) map[string]any {
	t.Helper()
	var values map[string]any
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return values
}

// TestPlanShowsThatASecretChangesAndNeverWhat covers a secret that changes, comes, goes, and comes or goes with all around it.
func TestPlanShowsThatASecretChangesAndNeverWhat(t *testing.T) {
	for name, text := range hiding {
		t.Run(name, func(t *testing.T) {
			first := valuesOf(t, strings.ReplaceAll(text, "{}", canary+"1"))
			second := valuesOf(t, strings.ReplaceAll(strings.ReplaceAll(text, "{}", canary+"2"), "99887766", "99887767"))
			other := map[string]any{"other": "x"}
			for _, pair := range [][2]map[string]any{{first, second}, {nil, first}, {first, nil}, {other, first}, {first, other}} {
				for kind, changes := range map[string][]planner.Change{
					"values":    planner.Diff(chartOf(pair[0]), chartOf(pair[1])),
					"chart":     planner.Diff(planner.ClusterProfile{}, chartOf(pair[1])),
					"variables": planner.Diff(planner.WorkloadCluster{Variables: pair[0]}, planner.WorkloadCluster{Variables: pair[1]}),
					"object":    planner.Diff(objectWith(pair[0]), objectWith(pair[1])),
				} {
					encoded, err := json.Marshal(changes)
					if shown := fmt.Sprint(changes) + string(encoded); err != nil || strings.Contains(shown, canary) || strings.Contains(shown, "9988776") {
						t.Errorf("%s from %v to %v: the secret shows in %s (%v)", kind, pair[0], pair[1], shown, err)
					}
					if len(changes) == 0 {
						t.Errorf("%s from %v to %v: no change", kind, pair[0], pair[1])
					}
				}
			}
		})
	}
}

func chartOf(values map[string]any) planner.ClusterProfile {
	return planner.ClusterProfile{HelmCharts: []planner.HelmChart{{Chart: "c", Release: "r", Values: values}}}
}

func objectWith(spec map[string]any) planner.Object {
	return planner.ObjectResource(planner.Manifest{
		"apiVersion": "example.com/v1", "kind": "Thing", "metadata": map[string]any{"name": "a"}, "spec": spec,
	}).Attrs.(planner.Object)
}

// TestPlanShowsWhatOnlySpeaksOfSecrets: a plan that hides everything is of no use.
func TestPlanShowsWhatOnlySpeaksOfSecrets(t *testing.T) {
	for _, text := range []string{
		`{"existingSecretName": "{}"}`, `{"secretRef": {"name": "{}"}}`, `{"imagePullSecrets": [{"name": "{}"}]}`, `{"tokenExpiry": "{}"}`,
		`{"passwordPolicy": "{}"}`, `{"publicKey": "{}"}`, `{"topologyKey": "{}"}`, `{"tolerations": [{"key": "{}", "operator": "Exists"}]}`,
		`{"image": "registry.example.com:5000/a/b@sha256:{}"}`, `{"replicas": "{}"}`, `{"args": ["--v=2", "--secret-name={}"]}`,
		`{"url": "https://example.com/{}"}`, `{"kubeconfig": "/etc/{}"}`, `{"text": "a: {}\nb: c\n"}`, `{"monkey": "{}"}`, `{"author": "{}"}`,
	} {
		changes := planner.Diff(chartOf(map[string]any{"other": "x"}), chartOf(valuesOf(t, strings.ReplaceAll(text, "{}", "plain-1"))))
		if !strings.Contains(fmt.Sprint(changes), "plain-1") {
			t.Errorf("%s shows as %v", text, changes)
		}
	}
}
