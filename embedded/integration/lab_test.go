package integration

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/sockets"
)

var machineKind = schema.GroupVersionKind{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "Machine"}

// TestLab leads one lab through its life. The steps build on each other, since
// a lab of its own for each would take minutes.
func TestLab(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a management cluster")
	}
	t.Parallel() // it waits more than it works
	dir := t.TempDir()
	p := start(t, dir, "--name", "demo")
	for _, step := range []struct {
		name string
		do   func(*testing.T, *program)
	}{
		{"files", files},
		{"inventory", inventory},
		{"webhooks refuse", webhooksRefuse},
		{"profiles are checked by their schema", profiles},
		{"cluster becomes available", clusterAvailable},
		{"a cluster takes few requests", fewRequests},
		{"keys are on elliptic curves", smallKeysOnly},
		{"it is not noted who patched a status", statusIsNotNoted},
		{"what changes is checked", changesAreChecked},
		{"a status is patched alone", statusesArePatchedAlone},
		{"each version of an object is told as it was", historyIsKept},
		{"webhooks are asked of changes", webhooksAreAskedOfChanges},
		{"nobody is busy at rest", nobodyIsBusyAtRest},
		{"what somebody changes is put right", changesArePutRight},
		{"old versions are converted", conversion},
		{"the stored version is cached, and no other", storedIsCached},
		{"only loopback is listened on", loopbackOnly},
		{"a second process is refused", secondRefused},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, p.in(t)) }) {
			t.FailNow()
		}
	}
	before := kept(t, dir)
	p.kill()
	p = start(t, dir, "--name", "demo")
	if after := kept(t, dir); !bytes.Equal(before, after) {
		t.Errorf("ports or kubeconfig changed over a restart:\n%s\n%s", before, after)
	}
	t.Run("clusters come back after a kill", func(t *testing.T) { clusterReturns(t, p.in(t)) })
	t.Run("a deleted cluster leaves nothing", func(t *testing.T) { clusterGone(t, p.in(t)) })
	t.Run("a deleted namespace goes", func(t *testing.T) { namespaceGone(t, p.in(t)) })
	t.Run("graceful stop", func(t *testing.T) { gracefulStop(t, p.in(t)) })
}

// in reports failures to a subtest.
func (p *program) in(t *testing.T) *program {
	copied := *p
	copied.t = t
	return &copied
}

func kept(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{"kubeconfig", ports.File} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

func files(t *testing.T, p *program) {
	s, err := p.status()
	if err != nil {
		t.Fatal(err)
	}
	if s.Kubernetes != "v1.36.3" || s.ClusterAPI != "v1.14.2" || s.APIPort == 0 {
		t.Errorf("unexpected status %+v", s)
	}
	if want := fmt.Sprintf("https://127.0.0.1:%d", s.APIPort); p.config().Host != want {
		t.Errorf("kubeconfig points to %s, want %s", p.config().Host, want)
	}
	if data := kept(t, p.dir); !bytes.Contains(data, []byte("current-context: demo")) {
		t.Error("the kubeconfig's context is not named as asked")
	}
	for _, name := range []string{"kubeconfig", "status.json", "pki/ca.key", "pki/admin.key", "lock"} {
		info, err := os.Stat(filepath.Join(p.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", name, info.Mode().Perm())
		}
	}
}

func inventory(t *testing.T, p *program) {
	kind := schema.GroupVersionKind{Group: "clusterctl.cluster.x-k8s.io", Version: "v1alpha3", Kind: "Provider"}
	got := map[string]string{}
	labelled := client.MatchingLabels{"clusterctl.cluster.x-k8s.io": "", "clusterctl.cluster.x-k8s.io/core": "inventory"}
	for _, o := range list(t, p.client(), kind, labelled) {
		got[o.GetNamespace()+"/"+o.GetName()] = fmt.Sprint(o.Object["type"], " ", o.Object["providerName"], " ", o.Object["version"])
	}
	for key, want := range map[string]string{
		"capi-system/cluster-api":                                 "CoreProvider cluster-api v1.14.2",
		"capi-kubeadm-bootstrap-system/bootstrap-kubeadm":         "BootstrapProvider kubeadm v1.14.2",
		"capi-kubeadm-control-plane-system/control-plane-kubeadm": "ControlPlaneProvider kubeadm v1.14.2",
		"capd-system/infrastructure-docker":                       "InfrastructureProvider docker v1.14.2",
	} {
		if got[key] != want {
			t.Errorf("inventory has %q for %s, want %q", got[key], key, want)
		}
	}
}

func webhooksRefuse(t *testing.T, p *program) {
	for want, text := range map[string]string{
		"even number": `{apiVersion: controlplane.cluster.x-k8s.io/v1beta2, kind: KubeadmControlPlane,
			metadata: {name: x, namespace: default}, spec: {replicas: 2, version: v1.36.1, kubeadmConfigSpec: {format: cloud-config},
			machineTemplate: {spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DevMachineTemplate, name: x}}}}}`,
		"must be set": `{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, metadata: {name: x, namespace: default}, spec: {paused: true}}`,
	} {
		err := p.client().Create(context.Background(), parse(t, []byte(strings.ReplaceAll(text, "\t", " ")))[0])
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "admission webhook") {
			t.Errorf("error %v, want a refusal by a webhook about %q", err, want)
		}
	}
}

func profiles(t *testing.T, p *program) {
	good := `{apiVersion: config.projectsveltos.io/v1beta1, kind: ClusterProfile, metadata: {name: good},
		spec: {clusterSelector: {matchLabels: {cni: cilium}}}}`
	bad := strings.ReplaceAll(strings.ReplaceAll(good, "name: good", "name: bad"), "spec: {", "spec: {syncMode: Sometimes, ")
	for text, ok := range map[string]bool{good: true, bad: false} {
		err := p.client().Create(context.Background(), parse(t, []byte(strings.ReplaceAll(text, "\t", " ")))[0])
		if (err == nil) != ok {
			t.Errorf("error %v for %s", err, text)
		}
	}
	if err := p.client().Get(context.Background(), client.ObjectKey{Name: "projectsveltos"}, &corev1.Namespace{}); err != nil {
		t.Error(err)
	}
}

func clusterAvailable(t *testing.T, p *program) {
	began := time.Now()
	applyClass(t, p.client(), "default")
	if err := p.client().Create(context.Background(), cluster("default", "one")); err != nil {
		t.Fatal(err)
	}
	p.eventually("available", func() bool { return available(t, p, "one") })
	t.Logf("available after %.1fs", time.Since(began).Seconds())
	if n := nodes(workload(t, p, "default", "one")); n != 2 {
		t.Errorf("the workload cluster has %d nodes, want 2", n)
	}
}

func available(t *testing.T, p *program, name string) bool {
	t.Helper()
	c := cluster("default", name)
	if err := p.client().Get(context.Background(), client.ObjectKeyFromObject(c), c); err != nil {
		t.Fatal(err)
	}
	return condition(c, "Available") == "True"
}

func conversion(t *testing.T, p *program) {
	old := &unstructured.Unstructured{}
	old.SetGroupVersionKind(schema.GroupVersionKind{Group: "cluster.x-k8s.io", Version: "v1beta1", Kind: "Cluster"})
	if err := p.client().Get(context.Background(), client.ObjectKey{Namespace: "default", Name: "one"}, old); err != nil {
		t.Fatal(err)
	}
	class, _, _ := unstructured.NestedString(old.Object, "spec", "topology", "class")
	version, _, _ := unstructured.NestedString(old.Object, "spec", "infrastructureRef", "apiVersion")
	if class != "in-memory" || version != "infrastructure.cluster.x-k8s.io/v1beta2" {
		t.Errorf("as v1beta1 the cluster has class %q and an infrastructure of version %q", class, version)
	}
}

// storedIsCached comes after requests for two versions of the kind.
func storedIsCached(t *testing.T, p *program) {
	const caches = `apiserver_watch_cache_initializations_total{group="cluster.x-k8s.io",resource="clusters"} `
	_, after, found := strings.Cut(metricsOf(t, p), caches)
	if count, _, _ := strings.Cut(after, "\n"); !found || count != "1" {
		t.Errorf("there are %q caches of clusters, want 1", count)
	}
}

func loopbackOnly(t *testing.T, p *program) {
	all, err := sockets.Of(p.cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range all {
		if !l.IP.IsLoopback() {
			t.Errorf("%v can be reached from other machines", l)
		}
		seen[strconv.Itoa(l.Port)] = true
	}
	// Without this, a test that sees no sockets at all would pass.
	for _, config := range []string{p.config().Host, workload(t, p, "default", "one").Host} {
		if port := config[strings.LastIndex(config, ":")+1:]; !seen[port] {
			t.Errorf("port %s of %s is not among the sockets found: %v", port, config, all)
		}
	}
}

func secondRefused(t *testing.T, p *program) {
	second := launch(t, p.dir)
	if code := second.wait(10 * time.Second); code == 0 {
		t.Error("the second process ended as if all were well")
	}
	if want := strconv.Itoa(p.cmd.Process.Pid); !strings.Contains(second.tail(), want) {
		t.Errorf("the refusal does not name pid %s: %s", want, second.tail())
	}
	if s, _ := p.status(); s.PID != p.cmd.Process.Pid {
		t.Error("the second process overwrote the status of the first")
	}
}

// clusterReturns asks the workload cluster itself, and at once: ready means that
// what was available is so again. Conditions are stored, so that they alone
// would be true even if nothing came back.
func clusterReturns(t *testing.T, p *program) {
	if n := nodes(workload(t, p, "default", "one")); n != 2 {
		t.Errorf("the workload cluster has %d nodes when the program says that it is ready, want 2", n)
	}
	if !available(t, p, "one") {
		t.Error("the cluster is not available when the program says that it is ready")
	}
}

func clusterGone(t *testing.T, p *program) {
	c := cluster("default", "one")
	if err := p.client().Delete(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	p.eventually("deleted", func() bool {
		return apierrors.IsNotFound(p.client().Get(context.Background(), client.ObjectKeyFromObject(c), c))
	})
	if left := list(t, p.client(), machineKind); len(left) > 0 {
		t.Errorf("%d machines are left", len(left))
	}
	// Secrets have no finalizers: only the garbage collector removes them.
	secrets := schema.GroupVersionKind{Version: "v1", Kind: "Secret"}
	p.eventually("rid of the cluster's secrets", func() bool {
		return len(list(t, p.client(), secrets, client.InNamespace("default"), client.HasLabels{"cluster.x-k8s.io/cluster-name"})) == 0
	})
}

func namespaceGone(t *testing.T, p *program) {
	ns := &corev1.Namespace{}
	ns.Name = "short-lived"
	if err := p.client().Create(context.Background(), ns); err != nil {
		t.Fatal(err)
	}
	applyClass(t, p.client(), ns.Name)
	if err := p.client().Delete(context.Background(), ns); err != nil {
		t.Fatal(err)
	}
	p.eventually("deleted", func() bool {
		return apierrors.IsNotFound(p.client().Get(context.Background(), client.ObjectKeyFromObject(ns), ns))
	})
}

func gracefulStop(t *testing.T, p *program) {
	if code := p.terminate(15 * time.Second); code != 0 {
		t.Errorf("exit code %d, want 0:\n%s", code, p.tail())
	}
	if s, err := p.status(); err != nil || s.Phase != "stopping" {
		t.Errorf("status %+v, %v after the stop", s, err)
	}
}
