package spec

import (
	"reflect"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// foundKeys are the keys that say something about a cluster which somebody else has made.
var foundKeys = map[string]bool{"name": true, "namespace": true, "infrastructure": true, "labels": true}

// checkExisting refuses what would have no effect on a cluster that is there: it is as it was made. A management cluster of
// the lab's own takes all clusters along when it goes, so only somebody else's can hold one.
func (r *reader) checkExisting(at *place, m *ManagementCluster, w *WorkloadCluster) {
	if !m.Provider.Given() && r.unbroken(key("managementCluster"), "provider") {
		r.refuse(at.key("infrastructure"), fault.ConflictingKeys, "existing goes with managementCluster.provider existing only, and this lab makes its management cluster, in which no cluster is yet; remove it, or let manifests hold the Cluster %s", w.Name)
	}
	for _, field := range shapeOf(reflect.TypeFor[WorkloadCluster]()).fields {
		if name := field.key; !foundKeys[name] && r.has(at.key(name)) {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "does not go with infrastructure existing: the cluster is as somebody else has made it; remove it, and change the cluster where it was made")
		}
	}
	r.checkLabels(at.key("labels"), w.Labels, true)
}
