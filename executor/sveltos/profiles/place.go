package profiles

import (
	"cmp"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// place is where an object is: its kind, its namespace if it has one, and its name.
type place struct {
	of              kube.Resource
	namespace, name string
}

// String names the object for people.
func (p place) String() string { return p.of.Describe(p.namespace, p.name) }

// object is an empty one there.
func (p place) object() kube.Object { return p.of.New(p.namespace, p.name) }

// profileAt is where a profile is: a ClusterProfile, or a Profile of a namespace.
func profileAt(namespace, name string) place {
	return place{kube.ProfilesOf(namespace), namespace, name}
}

// carrierAt is where what carries manifests is.
func carrierAt(of kube.Resource, name string) place {
	namespace, object := planner.CarrierPlace(name)
	return place{of, namespace, object}
}

// carriersOf is the namespace of what carries the manifests of a profile, given that of the profile.
func carriersOf(namespace string) string { return cmp.Or(namespace, planner.SveltosNamespace) }
