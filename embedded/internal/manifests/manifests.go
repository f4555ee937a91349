// Package manifests holds the custom resource definitions and webhook
// configurations that the build collected from the providers' modules.
package manifests

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

//go:embed generated/objects.json.gz
var packed []byte

// Provider is what one provider brings. Name is its clusterctl label value, and
// empty for what belongs to no Cluster API provider.
type Provider struct {
	Name        string
	CRDs        []*apiextensionsv1.CustomResourceDefinition
	Mutating    []*admissionv1.MutatingWebhookConfiguration
	Validating  []*admissionv1.ValidatingWebhookConfiguration
	labelsToSet map[string]string
}

// Load unpacks what every management cluster has. The result may be changed by
// the caller.
func Load() ([]Provider, error) { return load(false) }

// Sveltos unpacks the kinds that nobody but Sveltos asks for, and which are
// installed when it runs: definitions cost every start of an API server.
func Sveltos() ([]Provider, error) { return load(true) }

func load(later bool) ([]Provider, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack the embedded objects: %w", err)
	}
	var sets []rawSet
	if err := json.NewDecoder(r).Decode(&sets); err != nil {
		return nil, fmt.Errorf("decode the embedded objects: %w", err)
	}
	providers := make([]Provider, 0, len(sets))
	for _, set := range sets {
		if set.Later != later {
			continue
		}
		p, err := set.provider()
		if err != nil {
			return nil, fmt.Errorf("embedded objects of %q: %w", set.Provider, err)
		}
		providers = append(providers, p)
	}
	return providers, nil
}

// Stored says in which version etcd has the kinds of Cluster API.
func Stored(providers []Provider) map[schema.GroupResource]string {
	stored := map[schema.GroupResource]string{}
	for _, p := range providers {
		for _, crd := range p.CRDs {
			for _, v := range crd.Spec.Versions {
				if v.Storage && strings.HasSuffix(crd.Spec.Group, clusterAPI) {
					stored[schema.GroupResource{Group: crd.Spec.Group, Resource: crd.Spec.Names.Plural}] = v.Name
				}
			}
		}
	}
	return stored
}

// clusterAPI ends the groups of all of Cluster API's kinds.
const clusterAPI = "cluster.x-k8s.io"

type rawSet struct {
	Provider string                                      `json:"provider"`
	Labels   map[string]string                           `json:"labels"`
	Later    bool                                        `json:"later"`
	CRDs     []*apiextensionsv1.CustomResourceDefinition `json:"crds"`
	Webhooks []json.RawMessage                           `json:"webhooks"`
}

func (s rawSet) provider() (Provider, error) {
	p := Provider{Name: s.Provider, CRDs: s.CRDs, labelsToSet: s.Labels}
	for _, raw := range s.Webhooks {
		if err := p.addWebhooks(raw); err != nil {
			return Provider{}, err
		}
	}
	for _, crd := range p.CRDs {
		p.label(&crd.ObjectMeta)
	}
	return p, nil
}

func (p *Provider) addWebhooks(raw json.RawMessage) error {
	var meta struct{ Kind string }
	if err := json.Unmarshal(raw, &meta); err != nil {
		return err
	}
	switch meta.Kind {
	case "MutatingWebhookConfiguration":
		config := &admissionv1.MutatingWebhookConfiguration{}
		p.Mutating = append(p.Mutating, config)
		if err := json.Unmarshal(raw, config); err != nil {
			return err
		}
		config.Name = p.Name + "-mutating"
		p.label(&config.ObjectMeta)
	case "ValidatingWebhookConfiguration":
		config := &admissionv1.ValidatingWebhookConfiguration{}
		p.Validating = append(p.Validating, config)
		if err := json.Unmarshal(raw, config); err != nil {
			return err
		}
		config.Name = p.Name + "-validating"
		p.label(&config.ObjectMeta)
	default:
		return fmt.Errorf("unknown kind %q among the webhooks", meta.Kind)
	}
	return nil
}
