package spec

import (
	"os"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ClusterAPIProvider is a provider of Cluster API beside those that every lab has.
type ClusterAPIProvider struct {
	// Name of the provider, as clusterctl knows it, such as aws, or any name together with a url.
	Name string `json:"name" jsonschema:"required,minLength=1,maxLength=63,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,example=in-cluster" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// What the provider provides.
	Type string `json:"type" jsonschema:"required,enum=bootstrap,enum=controlPlane,enum=infrastructure,enum=addon,enum=ipam,enum=runtimeExtension,example=ipam"`
	// Version of the provider, whose release has to fit that of Cluster API.
	Version string `json:"version" jsonschema:"required,pattern=^v[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$,example=v1.1.0" meaning:"it must be a release such as v1.1.0"`
	// Where its components are, if clusterctl does not know the provider: the address of the file of a release, or the path of one relative to the lab file, in clusterctl's layout. clusterAPI.repository has all of them otherwise.
	URL string `json:"url,omitempty" jsonschema:"minLength=1,example=https://github.com/kubernetes-sigs/cluster-api-ipam-provider-in-cluster/releases/latest/ipam-components.yaml"`
	// Variables of its components. They are shown in plans; what is secret belongs in secretVariables.
	Variables map[string]string `json:"variables,omitempty" jsonschema:"example={\"EXP_POOLS\": \"true\"}"`
	// Variables whose values are in files or in the environment. They are never shown.
	SecretVariables []SecretVariable `json:"secretVariables,omitempty" jsonschema:"maxItems=100,example={\"name\": \"CLOUD_TOKEN\"\\, \"file\": \"./cloud.token\"}"`
}

// SecretVariable is a variable whose value is elsewhere.
type SecretVariable struct {
	// Name of the variable.
	Name string `json:"name" jsonschema:"required,pattern=^[A-Za-z_][A-Za-z0-9_]*$,example=CLOUD_TOKEN" meaning:"use letters, digits and '_', and no digit first"`
	// File that holds the value, relative to the lab file.
	File string `json:"file,omitempty" jsonschema:"minLength=1,example=./cloud.token"`
	// Name of the variable in the environment of kaaslab that has the value.
	Env string `json:"env,omitempty" jsonschema:"minLength=1,example=CLOUD_TOKEN"`

	// Value is what was found there.
	Value string `json:"-"`
}

// readVariables reads the values that are elsewhere. What is wrong with one is said without it.
func (r *reader) readVariables(lab *Lab, read func(string) ([]byte, error)) {
	providers := lab.ManagementCluster.ClusterAPI.Providers
	for i := range providers {
		for j := range providers[i].SecretVariables {
			at := key("managementCluster").key("clusterAPI").key("providers").item(i).key("secretVariables").item(j)
			r.readVariable(at, &providers[i].SecretVariables[j], read)
		}
	}
}

func (r *reader) readVariable(at *place, v *SecretVariable, read func(string) ([]byte, error)) {
	switch {
	case r.isBroken(at.key("file")) || r.isBroken(at.key("env")):
	case (v.File == "") == (v.Env == ""):
		r.refuse(at, fault.ConflictingKeys, "needs one of file and env, which say where its value is")
	case v.Env != "":
		value, found := os.LookupEnv(v.Env)
		if !found {
			r.refuse(at.key("env"), fault.PasswordFile, "the environment has no %s; set it", quote(v.Env))
		}
		v.Value = value
	default:
		data, reason := readNamed(v.File, read)
		if reason != "" {
			r.refuse(at.key("file"), fault.PasswordFile, "%s", reason)
		}
		v.Value = strings.TrimRight(string(data), "\r\n")
	}
}

// OwnProviders are those that every lab has, as type/name.
var OwnProviders = []string{"bootstrap/kubeadm", "controlPlane/kubeadm", "infrastructure/docker"}

// TaintsFeature is the feature gate with which Cluster API brings taints of machines to their nodes.
const TaintsFeature = "MachineTaintPropagation"

// HasTaints reports whether nodes of the lab have taints that Cluster API brings to them.
func (l *Lab) HasTaints() bool {
	return slices.ContainsFunc(l.WorkloadClusters, func(w WorkloadCluster) bool {
		return len(w.ControlPlane.Taints) > 0 || slices.ContainsFunc(w.Workers, func(pool WorkerPool) bool { return len(pool.Taints) > 0 })
	})
}

func (r *reader) checkClusterAPI(at *place, lab *Lab, m *ManagementCluster) {
	for _, name := range []string{"providers", "features"} {
		if r.has(at.key(name)) && m.Provider.Bare() {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "does not go with provider embedded, which runs no pods, and so no other program than those built in; remove it or change the provider")
		}
	}
	for feature := range m.ClusterAPI.Features {
		if !slices.Contains(ClusterAPILine.Features, feature) {
			help := "it has " + strings.Join(ClusterAPILine.Features, ", ")
			if meant := NearMiss(feature, ClusterAPILine.Features); meant != "" {
				help = "did you mean " + meant + "?"
			}
			r.refuseKey(at.key("features").key(feature), fault.UnknownName, "is no feature gate of Cluster API %s; %s", ClusterAPILine.Line, help)
		}
	}
	if on, said := m.ClusterAPI.Features[TaintsFeature]; said && !on && lab.HasTaints() {
		r.refuseKey(at.key("features").key(TaintsFeature), fault.ConflictingKeys, "is off, and without it Cluster API takes no taints; remove it, or the taints of workloadClusters")
	}
	first := map[string]bool{}
	for i, p := range m.ClusterAPI.Providers {
		name, place := p.Type+"/"+p.Name, at.key("providers").item(i)
		switch {
		case slices.Contains(OwnProviders, name):
			r.refuse(place.key("name"), fault.Duplicate, "%s is installed in every lab, in the version of clusterAPI.version; remove the entry", name)
		case first[name]:
			r.refuse(place.key("name"), fault.Duplicate, "%s is there twice; keep one", name)
		}
		first[name] = true
		r.checkVariables(place, p)
	}
}

func (r *reader) checkVariables(at *place, p ClusterAPIProvider) {
	first := map[string]bool{}
	for j, v := range p.SecretVariables {
		if _, plain := p.Variables[v.Name]; plain || first[v.Name] {
			r.refuse(at.key("secretVariables").item(j).key("name"), fault.Duplicate, "%s has a value already; keep one", v.Name)
		}
		first[v.Name] = true
	}
}
