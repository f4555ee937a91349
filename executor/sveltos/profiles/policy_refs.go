package profiles

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// policyRef is where a profile finds objects to install.
type policyRef struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Tier      int    `json:"tier,omitempty"`
}

// usualTier is what Sveltos takes where a reference names none.
const usualTier = 100

// refsTo refers to ConfigMaps, and then to Secrets: what these hold may need a Namespace of those. An object that one reference has installed is a conflict for another one of the same profile,
// for ever, unless that has a lower tier. So references that take the place of others, as in a profile that was adopted, go
// below them; then Sveltos takes the objects over as they are, and removes none.
func refsTo(configMaps, secrets []string, live []policyRef) []policyRef {
	var refs []policyRef
	for _, of := range []struct {
		kind  string
		names []string
	}{{kube.ConfigMaps.Kind, configMaps}, {kube.Secrets.Kind, secrets}} {
		for _, name := range of.names {
			namespace, object := planner.CarrierPlace(name)
			ref := policyRef{Kind: of.kind, Namespace: namespace, Name: object}
			ref.Tier = tierFor(ref, append(slices.Clone(live), ofKind(refs, of.kind)...))
			refs = append(refs, ref)
		}
	}
	return refs
}

// ofKind are the references before one of the same kind: each goes below them, for manifests that grow push objects on to it.
func ofKind(refs []policyRef, kind string) []policyRef {
	return slices.DeleteFunc(slices.Clone(refs), func(ref policyRef) bool { return ref.Kind != kind })
}

// tierFor is the tier of a reference, or nothing for the usual one.
func tierFor(ref policyRef, live []policyRef) int {
	tier := usualTier
	if i := slices.IndexFunc(live, ref.isTo); i >= 0 {
		tier = live[i].tier()
	} else if len(live) > 0 {
		lowest := slices.MinFunc(live, func(a, b policyRef) int { return cmp.Compare(a.tier(), b.tier()) })
		tier = max(lowest.tier()-1, 1)
	}
	if tier == usualTier {
		return 0
	}
	return tier
}

func (r policyRef) tier() int { return cmp.Or(r.Tier, usualTier) }

// isTo reports whether both refer to the same.
func (r policyRef) isTo(other policyRef) bool {
	other.Tier = r.Tier
	return r == other
}

// isOwn reports whether the reference is one that kaaslab could have made.
func (r policyRef) isOwn(home string) bool {
	return r.Namespace == home && (r.Kind == kube.ConfigMaps.Kind || r.Kind == kube.Secrets.Kind)
}

// readRefs names what is neither a ConfigMap nor a Secret where ours are in full, so that it shows as a change.
func readRefs(refs []policyRef, home string) (configMaps, secrets []string) {
	for _, ref := range refs {
		switch {
		case ref.Namespace == home && ref.Kind == kube.ConfigMaps.Kind:
			configMaps = append(configMaps, planner.CarrierName(home, ref.Name))
		case ref.Namespace == home && ref.Kind == kube.Secrets.Kind:
			secrets = append(secrets, planner.CarrierName(home, ref.Name))
		default:
			configMaps = append(configMaps, ref.Kind+" "+ref.Namespace+"/"+ref.Name)
		}
	}
	return configMaps, secrets
}
