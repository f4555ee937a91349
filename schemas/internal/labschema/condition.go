package labschema

import (
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/kaaslab/kaaslab/spec"
)

// conditions are what the keys of one mapping say of each other. Package spec checks the same with code of its own,
// which knows more; an editor that knows this much marks most mistakes while they are typed.
var conditions = map[reflect.Type][]*jsonschema.Schema{
	reflect.TypeFor[spec.ManagementCluster](): {
		{If: is("provider", "existing"), Then: needs("kubeconfig", "context")},
		{If: is("provider", "existing"), Then: without("goes with provider k3d or embedded only", "apiPort")},
		{If: mayBe("provider", "embedded", "k3d"), Then: without("goes with provider existing only", "kubeconfig", "context")},
		{If: mayBe("provider", "embedded", "existing"), Then: without("goes with provider k3d only",
			"image", "servers", "agents", "ports", "serverArgs", "agentArgs", "env", "volumes", "registries")},
		{If: mayBe("provider", "embedded"), Then: keys(
			"clusterAPI", without("does not go with provider embedded, where this is built in", "repository"),
			"sveltos", without("does not go with provider embedded, where this is built in", "chart"))},
		keys("servers", odd(), "ports", &jsonschema.Schema{Items: text(portForm, "a port is [address:]host:container[/protocol]@nodes, such as 8082:80@loadbalancer or 8000-8010:8000-8010@loadbalancer; ports are 1 to 65535")},
			"image", text(imageForm, imageWords)),
	},
	reflect.TypeFor[spec.Registry](): {
		keys("host", text(hostForm, "it must be a host such as docker.io or registry.example.com:5000, or * for all; ports are 1 to 65535")),
		{AnyOf: []*jsonschema.Schema{needs("mirrors"), needs("username", "passwordFile")}},
		{If: needs("username"), Then: needs("passwordFile"), Else: without("goes with username only", "passwordFile")},
	},
	reflect.TypeFor[spec.Proxy](): {
		{AnyOf: []*jsonschema.Schema{needs("http"), needs("https")}},
		{If: needs("username"), Then: needs("passwordFile"), Else: without("goes with username only", "passwordFile")},
	},
	reflect.TypeFor[spec.Host](): {keys("sysctl", &jsonschema.Schema{
		PropertyNames:        text(sysctlName, "name a kernel setting, such as fs.inotify.max_user_watches"),
		AdditionalProperties: &jsonschema.Schema{Minimum: "1"},
	})},
	reflect.TypeFor[spec.ControlPlane](): {keys("replicas", odd(), "preLoadImages", images())},
	reflect.TypeFor[spec.WorkerPool](): {
		keys("kubeadmConfigSpec", without("is for a control plane, and workers join one", "clusterConfiguration", "initConfiguration"), "preLoadImages", images()),
		{If: is("machinePool", true), Then: without("does not go with machinePool", "healthCheck", "rollout", "failureDomain"), Else: without("is for a pool with machinePool: true", "failureDomains")},
		{If: is("machinePool", true), Then: keys("deletion", without("does not go with machinePool", "order"))},
	},
	reflect.TypeFor[spec.WorkloadCluster](): {
		{If: needs("count"), Then: without("does not go with count: the clusters would share the objects", "manifests")},
		{If: needs("clusterClass"), Then: without("does not go with clusterClass, which decides that", "infrastructure", "image", "loadBalancerImage", "classPatches", "customHAProxyConfigTemplateRef"),
			Else: without("is for a ClusterClass of your own; set clusterClass", "variables")},
		{If: needs("clusterClass"), Then: machines(without("is for the ClusterClass that kaaslab makes", "kubeadmConfigSpec", "extraMounts", "preLoadImages")),
			Else: keys("workers", &jsonschema.Schema{Items: &jsonschema.Schema{If: is("machinePool", true), Then: without("does not go with machinePool on Docker", "kubeadmConfigSpec", "extraMounts", "preLoadImages")}})},
		{If: is("infrastructure", "existing"), Then: without("does not go with infrastructure existing: the cluster is as somebody else has made it",
			"count", "clusterClass", "variables", "kubernetesVersion", "image", "loadBalancerImage", "annotations", "podCIDR", "serviceCIDR", "serviceDomain", "controlPlane", "workers", "manifests", "classPatches", "customHAProxyConfigTemplateRef")},
		{If: is("infrastructure", "inMemory", "simulated"), Then: without("goes with infrastructure docker only", "image", "loadBalancerImage", "customHAProxyConfigTemplateRef")},
		{If: is("infrastructure", "inMemory", "simulated"), Then: machines(without("goes with infrastructure docker only", "extraMounts", "preLoadImages"))},
		{If: is("infrastructure", "inMemory", "simulated"), Then: keys("workers", &jsonschema.Schema{Items: keys("machinePool", &jsonschema.Schema{Enum: []any{false}, Extras: map[string]any{"errorMessage": "goes with infrastructure docker only"}})})},
		{If: is("infrastructure", "docker", "inMemory"), Then: unsized()},
		{If: needs("clusterClass"), Then: unsized()},
		keys("labels", labels(&jsonschema.Schema{Pattern: reserved}), "image", text(imageForm, imageWords), "loadBalancerImage", text(balancerForm, "it must be a registry or path, /haproxy and a tag, such as kindest/haproxy:v20230606-42a2262b")),
	},
	reflect.TypeFor[spec.AddonProfile](): {
		{AnyOf: []*jsonschema.Schema{needs("helmCharts"), needs("manifests"), needs("spec")}},
		{AnyOf: []*jsonschema.Schema{needs("clusterSelector"), needs("clusterRefs"), needs("setRefs")}},
	},
	reflect.TypeFor[spec.HelmChart](): {
		{If: fromDisk(), Then: without("does not go with a chart from disk", "repositoryURL", "version"), Else: needs("repositoryURL", "version")},
	},
	reflect.TypeFor[spec.Selector](): {
		{AnyOf: []*jsonschema.Schema{needs("matchLabels"), needs("matchExpressions")}},
		keys("matchLabels", labels(ownLabels())),
	},
	reflect.TypeFor[spec.Requirement](): {
		keys("key", labelName(ownLabels()), "values", &jsonschema.Schema{Items: text(labelValue, labelWords)}),
		{If: is("operator", "In", "NotIn"), Then: needs("values")},
		{If: is("operator", "Exists", "DoesNotExist"), Then: without("goes with operator In or NotIn only", "values")},
	},
}

// The forms of texts that package spec takes apart with code. What two numbers in them say of each other is for that code.
// << is YAML's merge key, which an editor takes for a key like any other.
const (
	port         = `0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`
	ports        = port + `(-` + port + `)?`
	portForm     = `^((\[[^\]]*\]|[0-9.]*):)?` + ports + `:` + ports + `(/(tcp|udp))?@(loadbalancer|(server|agent):([0-9]+|\*)(:direct)?)$`
	hostWord     = `[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?`
	hostName     = `(` + hostWord + `(\.` + hostWord + `)*|\[[0-9A-Fa-f:]+\])`
	hostForm     = `^(\*|(\*\.)?` + hostName + `(:` + port + `)?)$`
	imageHost    = `(` + hostWord + `(\.` + hostWord + `)+(:` + port + `)?|` + hostName + `:` + port + `|\[[0-9A-Fa-f:]+\])/`
	imageWord    = `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
	imageName    = `(` + imageHost + `)?` + imageWord + `(/` + imageWord + `)*`
	imageTag     = `:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`
	imageForm    = `^` + imageName + `(` + imageTag + `)?(@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?$`
	balancerForm = `^` + imageName + `/haproxy` + imageTag + `$`
	imageWords   = "an image is [registry/]name[:tag][@digest], such as kindest/node:v1.36.1"
	sysctlName   = `^(<<|[a-z][a-z0-9_-]*([./][A-Za-z0-9_-]+)+)$`
	labelKey     = `^(<<|([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)$`
	labelValue   = `^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$`
	labelWords   = "use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"
	reserved     = `^([^/]*\.)?(kaaslab\.dev|cluster\.x-k8s\.io)/`
)

// fromDisk is a chart that is named by a path.
func fromDisk() *jsonschema.Schema {
	schema := keys("chart", &jsonschema.Schema{Pattern: `^(\.\.?$|\.\.?/|/|~/)`})
	schema.Required = []string{"chart"}
	return schema
}

// unsized are machines that have a size already, or on which nothing is placed.
func unsized() *jsonschema.Schema {
	return machines(without("goes with infrastructure simulated only", "machine"))
}

// machines is what holds of the control plane and of each pool.
func machines(each *jsonschema.Schema) *jsonschema.Schema {
	return keys("controlPlane", each, "workers", &jsonschema.Schema{Items: each})
}

// text is a text of a form, which is said in words.
func text(form, words string) *jsonschema.Schema {
	return &jsonschema.Schema{Pattern: form, Extras: map[string]any{"patternErrorMessage": words}}
}

func images() *jsonschema.Schema { return &jsonschema.Schema{Items: text(imageForm, imageWords)} }

// labels is a mapping of labels, without those keys.
func labels(without *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{PropertyNames: labelName(without), AdditionalProperties: text(labelValue, labelWords)}
}

// labelName is the key of a label that is none of those.
func labelName(without *jsonschema.Schema) *jsonschema.Schema {
	name := text(labelKey, labelWords)
	name.Not = without
	return name
}

// ownLabels are the labels of kaaslab's own, by which profiles do not select.
func ownLabels() *jsonschema.Schema {
	return &jsonschema.Schema{Pattern: `^([^/]*\.)?kaaslab\.dev/`}
}

// is holds for a mapping whose key has one of the values.
func is(key string, values ...any) *jsonschema.Schema {
	schema := mayBe(key, values...)
	schema.Required = []string{key}
	return schema
}

// mayBe holds as well for a mapping without the key.
func mayBe(key string, values ...any) *jsonschema.Schema {
	return keys(key, &jsonschema.Schema{Enum: values})
}

func needs(names ...string) *jsonschema.Schema { return &jsonschema.Schema{Required: names} }

// without refuses keys, and says why in the words that yaml-language-server shows.
func without(why string, names ...string) *jsonschema.Schema {
	pairs := []any{}
	for _, name := range names {
		pairs = append(pairs, name, jsonschema.FalseSchema)
	}
	schema := keys(pairs...)
	schema.Extras = map[string]any{"errorMessage": why}
	return schema
}

// odd is the number of members that etcd can have.
func odd() *jsonschema.Schema {
	return &jsonschema.Schema{Enum: []any{1, 3, 5, 7, 9}, Extras: map[string]any{"errorMessage": "etcd needs an odd number of members, such as 1 or 3"}}
}

// keys gives each named key a schema.
func keys(pairs ...any) *jsonschema.Schema {
	properties := jsonschema.NewProperties()
	for i := 0; i < len(pairs); i += 2 {
		properties.Set(pairs[i].(string), pairs[i+1].(*jsonschema.Schema))
	}
	return &jsonschema.Schema{Properties: properties}
}
