package cli

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// wholeLab has an entry in every list of the lab file, so that each key has a place.
func wholeLab() map[string]any {
	const text = `
apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
host: {sysctl: {fs.inotify.max_user_watches: 1048576}}
managementCluster:
  provider: k3d
  agents: 1
  serverArgs: [--v=2]
  agentArgs: [--v=2]
  env: {A: b}
  volumes: ["/tmp:/data"]
  registries: [{host: registry.example.com, username: me, passwordFile: password.txt, mirrors: ["https://mirror.example.com"]}]
  clusterAPI: {}
  sveltos: {}
peering: {}
addonProfiles:
- name: a
  clusterSelector: {matchLabels: {cni: a}, matchExpressions: [{key: tier, operator: In, values: [gold]}]}
  helmCharts: [{repositoryURL: "https://example.com", chart: a/b, version: 1.0.0, release: r, values: {x: "y"}}]
  manifests: [{path: a.yaml}, {path: b.yaml}]
  open: [{name: page, service: s, port: 80}]
workloadClusters:
- name: w
  infrastructure: docker
  labels: {cni: a}
  workers: [{name: md-0, replicas: 1}]
- name: b
  clusterClass: own
  kubernetesVersion: v1.36.1
  variables: {x: "y"}
`
	var lab map[string]any
	if err := yaml.Unmarshal([]byte(text), &lab); err != nil {
		panic(err)
	}
	return lab
}

// place is a key of the lab file, and what can be written there with a secret in it.
type place struct {
	path  []string
	value func(secret string) any
}

// login is a text with a secret in it that can stand wherever any text can.
func login(secret string) any { return "https://user:" + secret + "@example.com/x" }

// placesOf lists every place of a type, by reflection: a new key cannot be forgotten.
func placesOf(t reflect.Type, path []string) []place {
	switch t.Kind() {
	case reflect.Struct:
		var places []place
		for i := range t.NumField() {
			if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "-" && name != "" {
				places = append(places, placesOf(t.Field(i).Type, append(path[:len(path):len(path)], name))...)
			}
		}
		return places
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Struct {
			var places []place
			for _, index := range []string{"0", "1"} {
				places = append(places, placesOf(t.Elem(), append(path[:len(path):len(path)], index))...)
			}
			return places
		}
		return []place{
			{path, func(secret string) any { return []any{login(secret)} }},
			{path, func(secret string) any { return []any{"--password=" + secret, "--some-token", secret} }},
		}
	case reflect.Pointer:
		return placesOf(t.Elem(), path)
	case reflect.Interface:
		return freeform(path)
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return freeform(path)
		}
		return []place{
			{path, func(secret string) any { return map[string]any{"dbPassword": secret} }},
			{path, func(secret string) any { return map[string]any{"url": login(secret)} }},
		}
	}
	return []place{{path, login}}
}

// freeform are values that mean something to others.
func freeform(path []string) []place {
	var places []place
	for _, text := range []string{
		`{"password": "{}"}`, `{"a": {"credentials": ["{}", {"x": "{}"}]}}`, `{"env": [{"name": "DB_PASSWORD", "value": "{}"}]}`,
		`{"args": ["--token", "{}"]}`, `{"url": "postgres://u:{}@db/x"}`, `{"x": "Server=db;Password={};"}`, `{"tls.key": "{}"}`,
		`{"conf": "a: b\nclients:\n- secret: {}\n"}`, `{"pem": "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n"}`,
		`{"kubeconfig": "users:\n- user:\n    token: {}\n"}`, `{".dockerconfigjson": "{\"auths\":{\"r\":{\"auth\":\"{}\"}}}"}`,
	} {
		places = append(places, place{path, func(secret string) any {
			var values map[string]any
			if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "{}", secret)), &values); err != nil {
				panic(fmt.Sprint(err, text))
			}
			return values
		}})
	}
	return places
}

// put writes a value into a lab file.
func put(t *testing.T, lab map[string]any, path []string, value any) {
	t.Helper()
	at(t, lab, path[:len(path)-1]...)[path[len(path)-1]] = value
}

// at goes down to a mapping, and makes what is not there.
func at(t *testing.T, lab map[string]any, path ...string) map[string]any {
	t.Helper()
	for i := 0; i < len(path); i++ {
		inner := lab[path[i]]
		if list, isList := inner.([]any); isList {
			i++
			index, err := strconv.Atoi(path[i])
			if err != nil {
				t.Fatalf("%v leads to no item of a list", path)
			}
			for len(list) <= index {
				list = append(list, map[string]any{})
			}
			lab[path[i-1]] = list
			inner = list[index]
		}
		if inner == nil {
			if i+1 < len(path) && (path[i+1] == "0" || path[i+1] == "1") {
				lab[path[i]] = []any{}
				i--
				continue
			}
			inner = map[string]any{}
			lab[path[i]] = inner
		}
		object, isObject := inner.(map[string]any)
		if !isObject {
			t.Fatalf("%v leads to %v", path, inner)
		}
		lab = object
	}
	return lab
}
