package sveltos

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	kyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// manifestsKey is where the ConfigMap of a chart has what Sveltos applies. What stands in binaryData it leaves alone.
const manifestsKey = "manifests.yaml"

// mostManifests is what a ConfigMap holds, beside the chart.
const mostManifests = 1 << 20

// addManifests turns a chart from disk into manifests, where nothing could serve it to Sveltos.
func addManifests(data map[string]any, charts map[string]planner.Archive) error {
	text, found := charts[planner.ChartRelease]
	if !found {
		return nil
	}
	var release planner.Release
	if err := json.Unmarshal([]byte(text), &release); err != nil {
		return err
	}
	manifests, err := chartManifests(string(charts[planner.ChartArchive]), release)
	if err != nil {
		return fault.Errorf(fault.WrongChart, "render the chart of release %s: %w", release.Name, err)
	}
	if size := len(manifests) + len(text) + len(charts[planner.ChartArchive]); size > mostManifests {
		return fault.Errorf(fault.WrongChart, "the chart of release %s and its manifests have %d bytes, and the ConfigMap in which they travel to Sveltos holds %d; divide the chart, or serve it from a repository", release.Name, size, mostManifests)
	}
	data[manifestsKey] = manifests
	return nil
}

// chartManifests is what helm template prints, without hooks and tests, and with the namespace in every object, which Helm
// gives them when it installs them.
func chartManifests(archive string, release planner.Release) (string, error) {
	chart, err := loader.LoadArchive(strings.NewReader(archive))
	if err != nil {
		return "", err
	}
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.ClientOnly, install.DryRun, install.IncludeCRDs = true, true, true
	install.ReleaseName, install.Namespace = release.Name, release.Namespace
	values := release.Values
	if values == nil {
		values = chartutil.Values{}
	}
	rendered, err := install.Run(chart, values)
	if err != nil {
		return "", err
	}
	return placed(rendered.Manifest, release.Namespace)
}

// placed begins with the namespace, unless every cluster has it.
func placed(manifests, namespace string) (string, error) {
	var text strings.Builder
	if namespace != "default" && !strings.HasPrefix(namespace, "kube-") {
		fmt.Fprintf(&text, "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n", namespace)
	}
	for decoder := kyaml.NewYAMLOrJSONDecoder(strings.NewReader(manifests), 4096); ; {
		var object map[string]any
		err := decoder.Decode(&object)
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		if len(object) == 0 {
			continue
		}
		place(object, namespace)
		document, err := yaml.Marshal(object)
		if err != nil {
			return "", err
		}
		text.WriteString("---\n" + string(document))
	}
}

// place gives an object the namespace. An API server takes it off again from what is in none.
func place(object map[string]any, namespace string) {
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		return
	}
	if own, _ := metadata["namespace"].(string); own == "" && !clusterWide[fmt.Sprint(object["kind"])] {
		metadata["namespace"] = namespace
	}
}

// clusterWide are the kinds of Kubernetes itself that charts have and that are in no namespace.
var clusterWide = map[string]bool{
	"Namespace": true, "Node": true, "PersistentVolume": true, "ClusterRole": true, "ClusterRoleBinding": true,
	"CustomResourceDefinition": true, "StorageClass": true, "PriorityClass": true, "IngressClass": true, "RuntimeClass": true,
	"CSIDriver": true, "APIService": true, "MutatingWebhookConfiguration": true, "ValidatingWebhookConfiguration": true,
	"ValidatingAdmissionPolicy": true, "ValidatingAdmissionPolicyBinding": true, "VolumeAttributesClass": true, "GatewayClass": true,
	"ClusterIssuer": true,
}
