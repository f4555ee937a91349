package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// widgets has a custom object before its definition, and a Namespace last.
const widgets = `apiVersion: example.com/v1
kind: Widget
metadata: {name: w, namespace: default}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: v1
kind: Namespace
metadata: {name: later}
`

// rawParts is a cluster as clusterctl writes one: the Cluster stands first, and gets ready only with what stands behind it.
const rawParts = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: raw}
spec:
  clusterNetwork: {pods: {cidrBlocks: [10.244.0.0/16]}, services: {cidrBlocks: [10.96.0.0/16]}, serviceDomain: cluster.local}
  controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: raw}
  infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DevCluster, name: raw}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
metadata: {name: raw}
spec:
  replicas: 1
  version: v1.36.1
  machineTemplate: {spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DevMachineTemplate, name: raw}}}
  kubeadmConfigSpec: {clusterConfiguration: {apiServer: {certSANs: [localhost, 127.0.0.1]}}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: DevCluster
metadata: {name: raw}
spec: {backend: {inMemory: {}}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: DevMachineTemplate
metadata: {name: raw}
spec: {template: {spec: {backend: {inMemory: {vm: {provisioning: {startupDuration: 1s}}}}}}}
`

// wrongObjects are two that fit no schema, which the server says as if the error was its own.
const wrongObjects = `apiVersion: v1
kind: ConfigMap
metadata: {name: right, namespace: default}
---
# a plain yes is a boolean
apiVersion: v1
kind: ConfigMap
metadata: {name: wrong, namespace: default}
data: {a: yes}
`

const noBase64 = `apiVersion: v1
kind: Secret
metadata: {name: wrong, namespace: default}
data: {a: "???"}
`

// TestLargeProfilesAreApplied: a ConfigMap holds a mebibyte, and these manifests have three.
func TestLargeProfilesAreApplied(t *testing.T) {
	t.Parallel()
	l := newLabTest(t, "embedded")
	var large strings.Builder
	for i := range 30 {
		fmt.Fprintf(&large, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c%d, namespace: default}\ndata: {a: %s}\n", i, strings.Repeat("x", 100<<10))
	}
	l.writeAs("large.yaml", large.String())
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: one, infrastructure: inMemory, labels: {a: b}}]\n" +
		"addonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, manifests: [./large.yaml]}]\n")
	l.must(0, "apply", "--yes")
	l.matches()
	if refs := l.policyRefs("p"); !strings.Contains(refs, "projectsveltos/demo-p-3 ") {
		t.Errorf("the profile installs %s", refs)
	}
	l.must(0, "destroy", "--yes")
}

// TestManifestsWorkInAnyOrder: objects are made in the order that works and go in that order turned round; those that fit no
// schema fail at once, and name the line.
func TestManifestsWorkInAnyOrder(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.writeAs("widgets.yaml", widgets)
	l.writeAs("raw.yaml", rawParts)
	const lab = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters:\n" +
		"- {name: raw, manifests: [./widgets.yaml, ./raw.yaml"
	l.write(lab + "]}\n")
	l.must(0, "apply", "--yes")
	l.matches()

	l.writeAs("wrong.yaml", wrongObjects)
	l.writeAs("base64.yaml", noBase64)
	l.write(lab + ", ./wrong.yaml]}\n- {name: two, manifests: [./base64.yaml]}\n")
	begun := time.Now()
	r := l.run("apply", "--yes")
	if took := time.Since(begun); r.code != exitIncomplete || strings.Contains(r.stderr, "trying again") || took > time.Minute {
		t.Errorf("exit code %d after %s, want %d at once\n%s", r.code, took, exitIncomplete, r.stderr)
	}
	for _, want := range []string{
		"./wrong.yaml:6: apply ConfigMap wrong: failed to create typed patch object", ".data.a: expected string, got true, which is no text without quotes",
		"./base64.yaml:1: apply Secret wrong: ", "illegal base64 data",
	} {
		if !strings.Contains(strings.Join(strings.Fields(r.stderr), " "), want) {
			t.Errorf("no %q in\n%s", want, r.stderr)
		}
	}
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	l.must(0, "apply", "--yes") // everything goes, in the order turned round
	l.matches()
	l.must(0, "destroy", "--yes")
}

// managementObjects are of all sorts, written down in an order in which they cannot be made.
const managementObjects = `- apiVersion: lib.projectsveltos.io/v1beta1
    kind: EventSource
    metadata: {name: sources}
    spec: {resourceSelectors: [{group: "", version: v1, kind: Service}]}
  - apiVersion: lib.projectsveltos.io/v1beta1
    kind: ClusterHealthCheck
    metadata: {name: health}
    spec:
      clusterSelector: {matchLabels: {a: b}}
      livenessChecks: [{name: deployed, type: Addons}]
      notifications: [{name: event, type: KubernetesEvent}]
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, namespace: monitoring}
    data: {k: %s}
  - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: monitoring}, stringData: {k: nobody-sees-this}}
  - {apiVersion: v1, kind: Namespace, metadata: {name: monitoring}}
`

// TestLabManagementManifestsAreAppliedAndPruned: objects of any kind and namespace are made, left alone, put right, and removed
// when the lab file has them no more; a workload cluster may come from a class among them.
func TestLabManagementManifestsAreAppliedAndPruned(t *testing.T) {
	t.Parallel()
	l := newLabTest(t, "embedded")
	l.writeAs("widgets.yaml", widgets)
	lab := func(manifests string) string {
		return "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nmanagementCluster:\n  manifests:\n  " + manifests
	}
	l.write(lab(fmt.Sprintf(managementObjects, "one") + "  - ./widgets.yaml\n"))
	r := l.run("apply", "--yes")
	if r.code != 0 || strings.Contains(r.stdout+r.stderr, "nobody-sees-this") {
		t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	l.matches()

	l.write(lab(fmt.Sprintf(managementObjects, "two")))
	if r = l.run("plan"); !strings.Contains(r.stdout, "one -> two") || !strings.Contains(r.stdout, "object/Widget.w") {
		t.Errorf("plan:\n%s", r.stdout)
	}
	l.must(0, "apply", "--yes")
	l.matches()

	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	l.must(0, "apply", "--yes") // everything goes, the namespace last
	l.matches()
	l.must(0, "destroy", "--yes")
}
