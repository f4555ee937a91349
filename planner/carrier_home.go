package planner

import "strings"

// SveltosNamespace is where Sveltos is at home, and what carries manifests to it. What is for a Profile is in that one's namespace:
// it may read no other.
const SveltosNamespace = "projectsveltos"

// carriedIn is the name of what carries manifests for a profile: that of the object, behind the namespace of a Profile.
func carriedIn(namespace, name string) string { return strings.TrimPrefix(namespace+"/"+name, "/") }

// CarrierName undoes CarrierPlace.
func CarrierName(namespace, name string) string {
	if namespace == SveltosNamespace {
		return name
	}
	return namespace + "/" + name
}

// CarrierPlace is where the ConfigMap or Secret is that carries manifests under a name.
func CarrierPlace(name string) (namespace, object string) {
	if namespace, object, isElsewhere := strings.Cut(name, "/"); isElsewhere {
		return namespace, object
	}
	return SveltosNamespace, name
}

func carrierResource(id ID, attrs Attrs) Resource {
	namespace, _ := CarrierPlace(id.Name)
	if namespace == SveltosNamespace {
		return Resource{ID: id, Attrs: attrs}
	}
	return Resource{ID: id, Attrs: attrs, Needs: homeID(namespace)}
}
