package spec

import (
	"reflect"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// mostManagementName is what k3d allows for a cluster. It holds for every provider, so that the provider can change.
const mostManagementName = 32

func (r *reader) checkManagement(lab *Lab) {
	m, at := &lab.ManagementCluster, key("managementCluster")
	if len(m.Name) > mostManagementName && !r.has(at.key("name")) {
		_, name := key("name").find(r.root)
		r.refuseNode(at.key("name"), name, fault.OutOfBounds, "the default %s is %d characters long; the most is %d, so set a shorter one", m.Name, len(m.Name), mostManagementName)
	}
	if r.isBroken(at.key("provider")) {
		return
	}
	for _, field := range shapeOf(reflect.TypeFor[ManagementCluster]()).fields {
		if r.has(at.key(field.key)) && !m.Provider.Takes(field.key) {
			r.refuseKey(at.key(field.key), fault.ConflictingKeys, "does not go with provider %s, only with %s; remove it or change the provider", m.Provider, orWords(OnlyWith(field.key)))
		}
	}
	r.checkClusterAPI(at.key("clusterAPI"), lab, m)
	if check := m.Provider.is().check; check != nil {
		check(r, at, m)
	}
	r.checkManagementVersion(at, m)
}

// checkGiven looks for the way to the cluster, and for settings of what kaaslab does not install: only a cluster of its own making
// is empty.
func (r *reader) checkGiven(at *place, m *ManagementCluster) {
	for _, installed := range []string{"clusterAPI", "sveltos"} {
		if r.has(at.key(installed)) {
			r.warn(at.key(installed), fault.UnusedKey, "is not used: kaaslab installs nothing into an existing cluster")
		}
	}
	if m.Kubeconfig == "" {
		r.refuse(at.key("kubeconfig"), fault.MissingKey, "is missing; provider existing needs the path of a kubeconfig file")
	}
	if m.Context == "" {
		r.refuse(at.key("context"), fault.MissingKey, "is missing; provider existing needs a context by name, since the current one can change")
	}
}

func (r *reader) checkEmbedded(at *place, m *ManagementCluster) {
	if version := m.ClusterAPI.Version; version != BuiltInClusterAPI && version != "" {
		r.refuse(at.key("clusterAPI").key("version"), fault.ConflictingKeys, "%s does not go with provider embedded, which has Cluster API %s built in; remove it", version, BuiltInClusterAPI)
	}
	if version := at.key("sveltos").key("version"); r.has(version) && m.Sveltos.Version != BuiltInSveltos {
		r.refuse(version, fault.ConflictingKeys, "%s does not go with provider embedded, which has Sveltos %s built in; remove it", m.Sveltos.Version, BuiltInSveltos)
	}
	for _, fixed := range []string{"mode", "telemetry"} {
		if r.has(at.key("sveltos").key(fixed)) {
			r.warn(at.key("sveltos").key(fixed), fault.UnusedKey, "is not used: the Sveltos of an embedded management cluster runs beside it, and sends nothing to its makers")
		}
	}
	for _, built := range []*place{at.key("clusterAPI").key("repository"), at.key("sveltos").key("chart")} {
		if r.has(built) {
			r.refuseKey(built, fault.ConflictingKeys, "does not go with provider embedded, where this is built in; remove it or change the provider")
		}
	}
}

func orWords(providers []Provider) string {
	words := string(providers[0])
	for _, provider := range providers[1:] {
		words += " or " + string(provider)
	}
	return words
}
