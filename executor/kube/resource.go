package kube

import (
	"path"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// Namespace is where a lab's namespaced objects are that name no other.
const Namespace = spec.DefaultNamespace

// Resource is a kind of object as an API server names it. Adapters know theirs, so that nothing has to be discovered.
type Resource struct {
	Group      string `json:"group,omitempty"`
	Version    string `json:"version"`
	Kind       string `json:"kind"`
	Plural     string `json:"plural"`
	Namespaced bool   `json:"namespaced,omitempty"`
}

// The kinds that every API server has and kaaslab uses.
var (
	ConfigMaps = Resource{Version: "v1", Kind: "ConfigMap", Plural: "configmaps", Namespaced: true}
	Secrets    = Resource{Version: "v1", Kind: "Secret", Plural: "secrets", Namespaced: true}
)

// APIVersion is the group and version as they are written in an object.
func (r Resource) APIVersion() string {
	if r.Group == "" {
		return r.Version
	}
	return r.Group + "/" + r.Version
}

// New returns an object of the kind, with a name and a namespace if it takes one.
func (r Resource) New(namespace, name string) Object {
	metadata := map[string]any{"name": name}
	if r.Namespaced {
		metadata["namespace"] = namespace
	}
	return Object{"apiVersion": r.APIVersion(), "kind": r.Kind, "metadata": metadata}
}

// path is the address of an object, or of all when there is no name.
func (r Resource) path(namespace, name string) string {
	at := versionPath(r.APIVersion())
	if r.Namespaced && namespace != "" {
		at = path.Join(at, "namespaces", namespace)
	}
	return path.Join(at, r.Plural, name)
}

func versionPath(apiVersion string) string {
	if strings.Contains(apiVersion, "/") {
		return "/apis/" + apiVersion
	}
	return "/api/" + apiVersion
}

// Describe names an object for people.
func (r Resource) Describe(namespace, name string) string {
	if r.Namespaced && namespace != Namespace && namespace != "" {
		return r.Kind + " " + namespace + "/" + name
	}
	return r.Kind + " " + name
}
