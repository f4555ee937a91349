package install

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/planner"
)

// What tells the controller that downloads charts and manifests how it gets out. The chart has no values for that, so it is put into what
// the chart was rendered to, and belongs to the release.
const (
	downloader     = "addon-controller" // its Deployment
	proxySecret    = "kaaslab-proxy"    // an environment, which may have a password in it
	trustConfigMap = "kaaslab-certificate-authorities"
	trustDirectory = "/etc/kaaslab/certificate-authorities"
	// trustVariable says where Go looks for certificates, beside the file that an image has: also where it looks by itself.
	trustVariable = "SSL_CERT_DIR"
	systemsTrust  = "/etc/ssl/certs:/etc/pki/tls/certs"
	// revisionAnnotation makes pods anew with each revision of the release: they read both once. A digest would say too much of a password.
	revisionAnnotation = "kaaslab.dev/revision"
)

// downloads is the part of helm's work that the chart leaves out.
type downloads struct {
	planner.Sveltos
	revision int // of the release that is made
}

// Run implements helm's PostRenderer.
func (d downloads) Run(rendered *bytes.Buffer) (*bytes.Buffer, error) {
	if len(d.Env) == 0 && len(d.CertificateAuthorities) == 0 {
		return rendered, nil
	}
	documents, told := documentsIn(rendered.String()), false
	for i, document := range documents {
		object := map[string]any{}
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			return nil, fmt.Errorf("read what the chart was rendered to: %w", err)
		}
		if u := (&unstructured.Unstructured{Object: object}); u.GetKind() != "Deployment" || u.GetName() != downloader {
			continue
		}
		told = true
		if err := d.tell(object); err != nil {
			return nil, err
		}
		documents[i] = asYAML(object)
	}
	if !told {
		return nil, fault.Errorf(fault.HelmRelease,
			"the chart of Sveltos %s has no Deployment %s, which could be told of proxy and certificateAuthorities; take a version that has it, or leave both out", d.Version, downloader)
	}
	documents = slices.Concat(d.objects(), documents)
	return bytes.NewBufferString(strings.Join(documents, "\n---\n") + "\n"), nil
}

// objects hold what the controller is told of.
func (d downloads) objects() []string {
	var objects []string
	hold := func(kind, name, field string, content map[string]string) {
		objects = append(objects, asYAML(map[string]any{
			"apiVersion": "v1", "kind": kind, "metadata": map[string]any{"name": name, "namespace": namespace}, field: content,
		}))
	}
	if len(d.Env) > 0 {
		env := map[string]string{}
		for name, value := range d.Env {
			env[name] = string(value)
		}
		hold("Secret", proxySecret, "stringData", env)
	}
	if len(d.CertificateAuthorities) > 0 {
		files := map[string]string{}
		for _, authority := range d.CertificateAuthorities {
			files[authority.SHA256+".pem"] = string(authority.PEM)
		}
		hold("ConfigMap", trustConfigMap, "data", files)
	}
	return objects
}

// tell puts it into the Deployment.
func (d downloads) tell(deployment map[string]any) error {
	found, _, err := unstructured.NestedFieldNoCopy(deployment, "spec", "template", "spec")
	pod, is := found.(map[string]any)
	if err != nil || !is {
		return fault.Errorf(fault.HelmRelease, "the Deployment %s of Sveltos %s has no pod", downloader, d.Version)
	}
	for _, container := range untyped.Items[map[string]any](pod["containers"]) {
		d.tellContainer(container)
	}
	if len(d.CertificateAuthorities) > 0 {
		add(pod, "volumes", map[string]any{"name": trustConfigMap, "configMap": map[string]any{"name": trustConfigMap}})
	}
	return unstructured.SetNestedField(deployment, strconv.Itoa(d.revision), "spec", "template", "metadata", "annotations", revisionAnnotation)
}

// tellContainer leaves what the chart says of an environment: that has the last word.
func (d downloads) tellContainer(container map[string]any) {
	if len(d.Env) > 0 {
		add(container, "envFrom", map[string]any{"secretRef": map[string]any{"name": proxySecret}})
	}
	if len(d.CertificateAuthorities) > 0 {
		add(container, "env", map[string]any{"name": trustVariable, "value": systemsTrust + ":" + trustDirectory})
		add(container, "volumeMounts", map[string]any{"name": trustConfigMap, "mountPath": trustDirectory, "readOnly": true})
	}
}

func add(object map[string]any, list string, item map[string]any) {
	there, _ := object[list].([]any)
	object[list] = append(slices.Clip(there), item)
}

func asYAML(object map[string]any) string {
	text, _ := yaml.Marshal(object) // it was YAML, or is texts
	return strings.TrimSpace(string(text))
}

// documentsIn are the objects of a manifest, in its order.
func documentsIn(manifest string) []string {
	split := releaseutil.SplitManifests(manifest)
	names := slices.Collect(maps.Keys(split))
	sort.Sort(releaseutil.BySplitManifestsOrder(names))
	documents := make([]string, len(names))
	for i, name := range names {
		documents[i] = split[name]
	}
	return documents
}

// readDownloads adds what the controller of a release was told.
func readDownloads(there *release.Release, attrs *planner.Sveltos) {
	for _, document := range documentsIn(there.Manifest) {
		if !strings.Contains(document, proxySecret) && !strings.Contains(document, trustConfigMap) {
			continue // almost all, which need not be read as YAML
		}
		var held struct {
			Kind       string                    `json:"kind"`
			Metadata   metav1.ObjectMeta         `json:"metadata"`
			StringData map[string]planner.Hidden `json:"stringData"`
			Data       map[string]string         `json:"data"`
		}
		if yaml.Unmarshal([]byte(document), &held) != nil {
			continue
		}
		switch {
		case held.Kind == "Secret" && held.Metadata.Name == proxySecret:
			attrs.Env = held.StringData
		case held.Kind == "ConfigMap" && held.Metadata.Name == trustConfigMap:
			attrs.CertificateAuthorities = planner.CertificateAuthoritiesIn(slices.Collect(maps.Values(held.Data))...)
		}
	}
}
