package integration

import (
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"regexp"
	"strconv"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// requestsMade are lines of the API server's metrics: how many requests for a
// kind of Cluster API were answered.
var requestsMade = regexp.MustCompile(`(?m)^apiserver_request_total\{code="20.",.*dry_run="([^"]*)",group="[a-z.]*cluster\.x-k8s\.io".*subresource="([^"]*)",verb="([A-Z]+)".*\} (\d+)$`)

// fewRequests holds what the changes of the build are for: upstream would apply
// again whenever a status changes, and write each status in two requests.
func fewRequests(t *testing.T, p *program) {
	made := map[string]int{}
	for _, line := range requestsMade.FindAllStringSubmatch(metricsOf(t, p), -1) {
		count, _ := strconv.Atoi(line[4])
		made[strings.TrimSpace(strings.Join([]string{line[3], line[2], line[1]}, " "))] += count
	}
	t.Logf("requests for one cluster of two machines: %v", made)
	for what, most := range map[string]int{"APPLY  All": 40, "APPLY": 45, "PATCH status": 110} {
		if made[what] == 0 || made[what] > most {
			t.Errorf("%d requests %s, want 1 to %d", made[what], what, most)
		}
	}
}

// metricsOf are the API server's own.
func metricsOf(t *testing.T, p *program) string {
	t.Helper()
	kube, err := kubernetes.NewForConfig(p.config())
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := kube.RESTClient().Get().AbsPath("/metrics").DoRaw(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return string(metrics)
}

// smallKeysOnly also holds of the key in the kubeconfig that people are given.
func smallKeysOnly(t *testing.T, p *program) {
	for _, name := range []string{"one-ca", "one-etcd"} {
		var secret corev1.Secret
		if err := p.client().Get(context.Background(), client.ObjectKey{Namespace: "default", Name: name}, &secret); err != nil {
			t.Fatal(err)
		}
		onACurve(t, name, secret.Data["tls.crt"], secret.Data["tls.key"])
	}
	user := workload(t, p, "default", "one").TLSClientConfig
	onACurve(t, "the kubeconfig", user.CertData, user.KeyData)
}

func onACurve(t *testing.T, of string, certificate, key []byte) {
	t.Helper()
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatalf("%s: %v", of, err)
	}
	if _, ok := pair.PrivateKey.(*ecdsa.PrivateKey); !ok {
		t.Errorf("%s has a %T, want a key on an elliptic curve", of, pair.PrivateKey)
	}
}

// statusIsNotNoted holds for patches of Cluster API's own kinds. Who wrote their
// specs is noted, for that decides who may change them.
func statusIsNotNoted(t *testing.T, p *program) {
	for _, m := range list(t, p.client(), machineKind) {
		noted := map[string]bool{}
		for _, entry := range m.GetManagedFields() {
			noted[entry.Subresource] = true
		}
		if !noted[""] || noted["status"] {
			t.Errorf("of %s it is noted who wrote %v, want its spec and not its status", m.GetName(), noted)
		}
	}
	m := list(t, p.client(), machineKind)[0]
	before := m.GetManagedFields()
	patch := mergePatch(`{"metadata":{"managedFields":[{}]},"status":{"phase":"Running"}}`)
	if err := p.client().Status().Patch(context.Background(), &m, patch); err != nil {
		t.Fatal(err)
	}
	if after := m.GetManagedFields(); len(after) < len(before) {
		t.Errorf("a patch of a status has removed what is noted: %v, before %v", after, before)
	}
	appliedStatusIsNoted(t, p, m.GetName())
}

// appliedStatusIsNoted: without that, whoever applies could not remove again.
func appliedStatusIsNoted(t *testing.T, p *program, name string) {
	applied := &unstructured.Unstructured{}
	applied.SetGroupVersionKind(machineKind)
	applied.SetNamespace("default")
	applied.SetName(name)
	if err := unstructured.SetNestedField(applied.Object, "Running", "status", "phase"); err != nil {
		t.Fatal(err)
	}
	err := p.client().Status().Apply(context.Background(), client.ApplyConfigurationFromUnstructured(applied), client.ForceOwnership, client.FieldOwner("somebody"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range applied.GetManagedFields() {
		if entry.Manager == "somebody" && entry.Subresource == "status" {
			return
		}
	}
	t.Errorf("it is not noted who applied a status: %v", applied.GetManagedFields())
}

// changesArePutRight: what is not asked again must be asked when somebody else
// has changed what it was about.
func changesArePutRight(t *testing.T, p *program) {
	kind := machineKind
	kind.Kind = "MachineDeployment"
	d := list(t, p.client(), kind)[0]
	replicas := func() int64 {
		if err := p.client().Get(context.Background(), client.ObjectKeyFromObject(&d), &d); err != nil {
			t.Fatal(err)
		}
		n, _, _ := unstructured.NestedInt64(d.Object, "spec", "replicas")
		return n
	}
	was := replicas()
	patch := mergePatch(`{"spec":{"replicas":5}}`)
	if err := p.client().Patch(context.Background(), &d, patch, client.FieldOwner("somebody")); err != nil {
		t.Fatal(err)
	}
	p.eventually("as the topology wants it", func() bool { return replicas() == was })
}
