package record

// DockerFaults are those that meet requests to a Docker daemon, in the order of the page.
var DockerFaults = []Fault{KilledBefore, KilledAfter, AnswerLost, AnswerLate, Unreachable, Forbidden, Conflict, Broken, Busy, ListOld, DiskFull}

// dockerLab is a lab on Docker. Of it, what needs no image is made.
const dockerLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster: {provider: k3d}
peering: {network: kind}
workloadClusters:
- {name: LAB-one, infrastructure: docker, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 1}]}
`

var (
	theVolume  = []string{"--target", "volume/kaaslab-LAB"}
	theNetwork = []string{"--target", "network/kind"}
	applyBoth  = append(append(apply[:2:2], theVolume...), theNetwork...)
)

// DockerScenarios are done to a lab of which nothing but volume and network is made.
var DockerScenarios = []Scenario{
	{Name: "apply", File: dockerLab, Args: applyBoth},
	{Name: "apply, with the volume there", Before: dockerLab, First: theVolume, File: dockerLab, Args: applyBoth},
	{Name: "apply, with the network there", Before: dockerLab, First: theNetwork, File: dockerLab, Args: applyBoth},
	{Name: "destroy", Before: dockerLab, First: applyBoth[2:], File: dockerLab, Args: destroy},
}

// realLab has a management cluster with Cluster API, made of images that the daemon has.
const realLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster:
  provider: k3d
  image: rancher/k3s:v1.36.3-k3s1
  clusterAPI: {version: v1.14.2, repository: REPOSITORY}
`

// lifeOf is what is done to a lab, one after the other.
func lifeOf(file string) []Scenario {
	return []Scenario{
		{Name: "a real lab: apply", File: file, Args: apply},
		{Name: "a real lab: stop", File: file, Args: []string{"stop"}},
		{Name: "a real lab: start", File: file, Args: start},
		{Name: "a real lab: destroy", File: file, Args: destroy},
	}
}
