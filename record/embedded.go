package record

// The faults of an embedded lab, in the order of the page. Each meets the lab at a moment, and a disk stays full until the run has ended.
const (
	KaaslabKilled  Fault = "kaaslab killed"
	EmbeddedKilled Fault = "kaaslab-embedded killed"
	BothKilled     Fault = "both killed"
	SveltosKilled  Fault = "Sveltos killed"
	KaaslabFull    Fault = "disk full for kaaslab"
	EmbeddedFull   Fault = "disk full for kaaslab-embedded"
	EmbeddedFrozen Fault = "kaaslab-embedded frozen"
)

// EmbeddedFaults are all of them.
var EmbeddedFaults = []Fault{KaaslabKilled, EmbeddedKilled, BothKilled, SveltosKilled, KaaslabFull, EmbeddedFull, EmbeddedFrozen}

// EmbeddedLife is what people do to an embedded lab, one after the other.
var EmbeddedLife = []Scenario{
	{Name: "apply", File: small, Args: apply},
	{Name: "upgrade and scale", File: grown, Args: apply},
	{Name: "stop", File: grown, Args: stop},
	{Name: "start", File: grown, Stopped: true, Args: start},
	{Name: "replace", File: moved, Args: []string{"apply", "--yes", "--allow-replace", "workloadCluster/LAB-a"}},
	{Name: "apply of a stopped lab", File: more, Stopped: true, Args: apply},
	{Name: "destroy", File: more, Args: destroy},
}

var (
	stop  = []string{"stop"}
	start = []string{"start"}
)

const embeddedHead = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster: {provider: embedded}
addonProfiles:
- {name: LAB-app, clusterSelector: {matchLabels: {tier: gold}}, manifests: [./login.yaml]}
workloadClusters:
`

const small = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 1}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.1, labels: {tier: gold}}
`

const grown = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 2}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.3, labels: {tier: gold}}
`

const moved = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, podCIDR: 10.200.0.0/16, workers: [{name: md-0, replicas: 1}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.3, labels: {tier: gold}}
`

const more = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, podCIDR: 10.200.0.0/16, workers: [{name: md-0, replicas: 2}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.3, labels: {tier: gold}}
`
