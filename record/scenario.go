package record

import "slices"

// Scenario is something that people do to a lab. In its files LAB is the name of the lab, and AT the kubeconfig of its management
// cluster.
type Scenario struct {
	Name string
	// Before is the lab file of what is there, if anything is, and File the one of what is done. Without one, there is what somebody
	// made by hand, and the lab has it already unless the scenario takes it over.
	Before, File string
	// Stopped says that the lab is stopped before. Only an embedded one can be.
	Stopped bool
	// First is of what the file of before says which, where not all of it is there.
	First []string
	// Args are what kaaslab is called with. The same again has to finish what a fault broke off.
	Args []string
}

var (
	apply   = []string{"apply", "--yes"}
	destroy = []string{"destroy", "--yes"}
)

// ofOthers says that somebody else made what the lab has.
func (c Scenario) ofOthers() bool { return c.File == "" }

// within lets the command end after a time, if it can be told to.
func (c Scenario) within(limit string) []string {
	args := slices.Clone(c.Args)
	if args[0] == "apply" || args[0] == "destroy" {
		args = append(args, "--timeout", limit)
	}
	return args
}

// plan is the plan that has nothing to do afterwards, if there is one.
func (c Scenario) plan() []string {
	switch {
	case c.adopts() || c.Args[0] == "start":
		return []string{"plan", "--detailed-exitcode"}
	case c.Args[0] != "apply":
		return nil
	}
	args := []string{"plan", "--detailed-exitcode"}
	for i, arg := range c.Args {
		if arg == "--target" {
			args = append(args, arg, c.Args[i+1])
		}
	}
	return args
}

// Scenarios are all of them, in the order of the page.
var Scenarios = []Scenario{
	{Name: "apply", File: plain, Args: apply},
	{Name: "upgrade", Before: plain, File: upgraded, Args: apply},
	{Name: "turnover", Before: plain, File: turned, Args: apply},
	{Name: "replace", Before: plain, File: readdressed, Args: []string{"apply", "--yes", "--allow-replace", "workloadCluster/LAB-one"}},
	{Name: "destroy", Before: plain, File: plain, Args: destroy},
	{Name: "adopt", Args: adopt},
	{Name: "forget", Args: forget},
	{Name: "destroy what is adopted", Args: destroy},
}

// canary is a secret that nothing may tell.
const canary = "canary-5e1f2c"

const head = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster: {provider: existing, name: LAB-shared, context: wire, kubeconfig: AT}
`

const plain = head + `addonProfiles:
- {name: LAB-base, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./login.yaml]}
- {name: LAB-app, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./app.yaml], dependsOn: [LAB-base]}
workloadClusters:
- {name: LAB-one, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 1}]}
- {name: LAB-two, infrastructure: inMemory, kubernetesVersion: v1.36.1}
`

const upgraded = head + `addonProfiles:
- {name: LAB-base, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./login.yaml], syncMode: OneTime}
- {name: LAB-app, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./app.yaml], dependsOn: [LAB-base]}
workloadClusters:
- {name: LAB-one, infrastructure: inMemory, kubernetesVersion: v1.36.3, workers: [{name: md-0, replicas: 2}]}
- {name: LAB-two, infrastructure: inMemory, kubernetesVersion: v1.36.3, labels: {tier: gold}}
`

const turned = head + `addonProfiles:
- {name: LAB-app, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./login.yaml]}
- {name: LAB-new, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./app.yaml], dependsOn: [LAB-app]}
workloadClusters:
- {name: LAB-two, infrastructure: inMemory, kubernetesVersion: v1.36.1}
- {name: LAB-three, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 1}]}
`

const readdressed = head + `addonProfiles:
- {name: LAB-base, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./login.yaml]}
- {name: LAB-app, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./app.yaml], dependsOn: [LAB-base]}
workloadClusters:
- {name: LAB-one, infrastructure: inMemory, kubernetesVersion: v1.36.1, podCIDR: 10.200.0.0/16, workers: [{name: md-0, replicas: 1}]}
- {name: LAB-two, infrastructure: inMemory, kubernetesVersion: v1.36.1}
`

// besides are the files that lab files name.
var besides = map[string]string{
	"login.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: default}\nstringData: {password: " + canary + "}\n",
	"app.yaml":   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: default}\ndata: {colour: blue}\n",
}
