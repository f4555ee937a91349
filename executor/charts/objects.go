package charts

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/release"
	kjson "k8s.io/apimachinery/pkg/util/json"
	kyaml "k8s.io/apimachinery/pkg/util/yaml"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

// Decode reads documents of YAML or JSON. Those of a List are taken out of it.
func Decode(text string) ([]map[string]any, error) {
	var objects []map[string]any
	for decoder := kyaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096); ; {
		var raw rawObject
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		objects = append(objects, items(raw)...)
	}
}

// rawObject has whole numbers as int64, as the rest of Kubernetes does.
type rawObject map[string]any

// UnmarshalJSON implements json.Unmarshaler.
func (o *rawObject) UnmarshalJSON(data []byte) error {
	return kjson.Unmarshal(data, (*map[string]any)(o))
}

func items(object map[string]any) []map[string]any {
	inner, isList := object["items"].([]any)
	if !isList || !strings.HasSuffix(fmt.Sprint(object["kind"]), "List") {
		if len(object) == 0 {
			return nil
		}
		return []map[string]any{object}
	}
	return untyped.Items[map[string]any](inner)
}

// decode reads what is installed into a namespace.
func decode(onto []map[string]any, text, namespace string) ([]map[string]any, error) {
	objects, err := Decode(text)
	for _, object := range objects {
		Place(object, namespace)
	}
	return append(onto, objects...), err
}

// Place gives an object the namespace. An API server takes it off again from what is in none.
func Place(object map[string]any, namespace string) {
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		return
	}
	if own, _ := metadata["namespace"].(string); own == "" && !clusterWide[fmt.Sprint(object["kind"])] {
		metadata["namespace"] = namespace
	}
}

// NeedsNamespace reports whether a namespace has to be made: every cluster has default and those of Kubernetes itself.
func NeedsNamespace(name string) bool { return name != "default" && !strings.HasPrefix(name, "kube-") }

// clusterWide are the kinds of Kubernetes itself that charts have and that are in no namespace.
var clusterWide = map[string]bool{
	"Namespace": true, "Node": true, "PersistentVolume": true, "ClusterRole": true, "ClusterRoleBinding": true,
	"CustomResourceDefinition": true, "StorageClass": true, "PriorityClass": true, "IngressClass": true, "RuntimeClass": true,
	"CSIDriver": true, "APIService": true, "MutatingWebhookConfiguration": true, "ValidatingWebhookConfiguration": true,
	"ValidatingAdmissionPolicy": true, "ValidatingAdmissionPolicyBinding": true, "VolumeAttributesClass": true, "GatewayClass": true,
	"ClusterIssuer": true,
}

// describe says what a hook is and when it runs. Tests run when somebody asks for them, and the rest when something goes.
func describe(hook *release.Hook, upgrade bool) []string {
	now := []release.HookEvent{release.HookPreInstall, release.HookPostInstall}
	if upgrade {
		now = []release.HookEvent{release.HookPreUpgrade, release.HookPostUpgrade}
	}
	var events []string
	for _, event := range hook.Events {
		if slices.Contains(now, event) {
			events = append(events, event.String())
		}
	}
	if len(events) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s %s (%s)", hook.Kind, hook.Name, strings.Join(events, ", "))}
}
