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

// EmbeddedScenarios are what people do to an embedded lab, in the order of the page.
var EmbeddedScenarios = []Scenario{
	{Name: "apply", File: small, Args: apply},
	{Name: "upgrade and scale", Before: small, File: grown, Args: apply},
	{Name: "replace", Before: small, File: moved, Args: []string{"apply", "--yes", "--allow-replace", "workloadCluster/LAB-a"}},
	{Name: "stop", Before: small, File: small, Args: stop},
	{Name: "start", Before: small, Stopped: true, File: small, Args: start},
	{Name: "apply of a stopped lab", Before: small, Stopped: true, File: scaled, Args: apply},
	{Name: "destroy", Before: small, File: small, Args: destroy},
	{Name: "destroy of a stopped lab", Before: small, Stopped: true, File: small, Args: destroy},
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

const grown = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 3}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.3, labels: {tier: gold}}
`

const moved = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, podCIDR: 10.200.0.0/16, workers: [{name: md-0, replicas: 1}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.1, labels: {tier: gold}}
`

const scaled = embeddedHead + `- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 2}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.1, labels: {tier: gold}}
`
