package record

import "time"

// between is the time between two looks at what goes.
const between = 100 * time.Millisecond

// somebody is who changes things behind kaaslab's back.
const somebody = "somebody"

// driftLab has something of every kind.
const driftLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster: {provider: existing, name: LAB-shared, context: wire, kubeconfig: AT, manifests: [./extra.yaml]}
addonProfiles:
- {name: LAB-base, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./login.yaml], syncMode: OneTime}
- {name: LAB-app, clusterSelector: {matchLabels: {nobody: has}}, manifests: [./app.yaml], dependsOn: [LAB-base]}
workloadClusters:
- name: LAB-one
  infrastructure: inMemory
  kubernetesVersion: v1.36.1
  labels: {tier: gold}
  annotations: {example.com/owner: team-a}
  workers: [{name: md-0, replicas: 1}, {name: md-1, replicas: 1}]
- {name: LAB-two, infrastructure: inMemory, kubernetesVersion: v1.36.1}
`

var driftFiles = map[string]string{
	"extra.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: LAB-extra, namespace: default, labels: {team: a}}\ndata: {size: small}\n",
}
