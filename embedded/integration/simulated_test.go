package integration

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/sockets"
)

// TestSimulatedClusters leads a lab with one simulated cluster through its life,
// beside a cluster whose API is only in memory.
func TestSimulatedClusters(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a management cluster")
	}
	t.Parallel() // it waits more than it works
	dir := t.TempDir()
	p := start(t, dir)
	for _, step := range []struct {
		name string
		do   func(*testing.T, *program)
	}{
		{"a cluster becomes available", func(t *testing.T, p *program) { simulatedOf(t, p, "v1.35.4") }},
		{"its API wants credentials and obeys its roles", simulatedAccess},
		{"what people apply runs", simulatedWorkloads},
		{"what would reach into containers is answered at once", simulatedContainers},
		{"an upgrade moves the pods to new machines", simulatedUpgrade},
		{"machines join and leave", simulatedScale},
		{"an in-memory cluster beside it is as ever", inMemoryBeside},
		{"only loopback is listened on", simulatedLoopback},
		{"its files are private", simulatedFiles},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, p.in(t)) }) {
			t.FailNow()
		}
	}
	before := simulated(t, p).Host
	p.kill()
	p = start(t, dir)
	if after := simulated(t, p).Host; after != before {
		t.Errorf("the cluster was at %s before the restart, and is at %s now", before, after)
	}
	t.Run("nothing is lost by a kill", func(t *testing.T) { simulatedReturns(t, p.in(t)) })
	t.Run("a deleted cluster leaves nothing", func(t *testing.T) { simulatedGone(t, p.in(t)) })
	t.Run("graceful stop", func(t *testing.T) { gracefulStop(t, p.in(t)) })
}

const simulatedNamespace = "labs"

// simulated is the connection to the simulated cluster.
func simulated(t *testing.T, p *program) *rest.Config {
	t.Helper()
	config := workload(t, p, simulatedNamespace, "one")
	config.QPS, config.WarningHandler = -1, rest.NoWarnings{}
	return config
}

func simulatedKube(t *testing.T, p *program) kubernetes.Interface {
	t.Helper()
	kube, err := kubernetes.NewForConfig(simulated(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return kube
}

func simulatedAvailable(t *testing.T, p *program) {
	t.Helper()
	simulatedOf(t, p, "v1.36.1")
}

// simulatedOf makes the simulated cluster with a version of Kubernetes.
func simulatedOf(t *testing.T, p *program, kubernetes string) {
	t.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: simulatedNamespace}}
	if err := p.client().Create(context.Background(), ns); err != nil {
		t.Fatal(err)
	}
	applyClass(t, p.client(), simulatedNamespace, func(o *unstructured.Unstructured) {
		if o.GetKind() != "DevClusterTemplate" {
			return
		}
		err := unstructured.SetNestedField(o.Object, "true", "spec", "template", "metadata", "annotations", "kaaslab.dev/simulated")
		if err != nil {
			t.Fatal(err)
		}
	})
	began := time.Now()
	c := cluster(simulatedNamespace, "one")
	set(t, c, kubernetes, "spec", "topology", "version")
	if err := p.client().Create(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	awaitSimulated(t, p)
	t.Logf("available after %.1fs", time.Since(began).Seconds())
	simulatedVersion(t, p, kubernetes)
	for _, namespace := range []string{"default", "kube-system", "kube-public", "kube-node-lease"} {
		if _, err := simulatedKube(t, p).CoreV1().Namespaces().Get(context.Background(), namespace, metav1.GetOptions{}); err != nil {
			t.Error(err)
		}
	}
}

func simulatedVersion(t *testing.T, p *program, want string) {
	t.Helper()
	version, err := simulatedKube(t, p).Discovery().ServerVersion()
	if err != nil || version.GitVersion != want {
		t.Errorf("its API says version %v, %v; want %s", version, err, want)
	}
}

func awaitSimulated(t *testing.T, p *program) {
	t.Helper()
	c := cluster(simulatedNamespace, "one")
	p.eventually("available", func() bool {
		if err := p.client().Get(context.Background(), client.ObjectKeyFromObject(c), c); err != nil {
			t.Fatal(err)
		}
		return condition(c, "Available") == "True"
	})
}

func simulatedAccess(t *testing.T, p *program) {
	ctx := context.Background()
	anonymous := rest.AnonymousClientConfig(simulated(t, p))
	stranger := workload(t, p, simulatedNamespace, "one")
	manager := p.config()
	stranger.CertData, stranger.KeyData = manager.CertData, manager.KeyData
	for who, config := range map[string]*rest.Config{"nobody": anonymous, "the administrator of the management cluster": stranger} {
		kube, err := kubernetes.NewForConfig(config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kube.CoreV1().Secrets("kube-system").List(ctx, metav1.ListOptions{}); !apierrors.IsUnauthorized(err) {
			t.Errorf("%s reads Secrets: %v, want unauthorized", who, err)
		}
	}
	token, err := simulatedKube(t, p).CoreV1().ServiceAccounts("default").CreateToken(ctx, "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	anonymous.BearerToken = token.Status.Token
	account, err := kubernetes.NewForConfig(anonymous)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := account.CoreV1().Secrets("kube-system").List(ctx, metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("a service account without roles reads Secrets: %v, want forbidden", err)
	}
}

// simulatedWorkloads applies objects as kubectl does, by their server-side.
func simulatedWorkloads(t *testing.T, p *program) {
	began := time.Now()
	config := simulated(t, p)
	c, err := client.New(config, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/workloads.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range parse(t, text) {
		if err := c.Apply(context.Background(), client.ApplyConfigurationFromUnstructured(o), client.FieldOwner("kubectl")); err != nil {
			t.Fatalf("apply %s %s: %v", o.GetKind(), o.GetName(), err)
		}
	}
	wrong := parse(t, []byte(`{apiVersion: apps/v1, kind: Deployment, metadata: {name: typo, namespace: shop}, spec: {replicaz: 1}}`))[0]
	err = c.Apply(context.Background(), client.ApplyConfigurationFromUnstructured(wrong), client.FieldOwner("kubectl"))
	if err == nil || !strings.Contains(err.Error(), "replicaz") {
		t.Errorf("a field that no Deployment has: %v, want an error that names it", err)
	}
	awaitWorkloads(t, p, 2)
	t.Logf("everything runs after %.1fs", time.Since(began).Seconds())
	kube := simulatedKube(t, p)
	p.eventually("described by OpenAPI, with what was defined", func() bool {
		paths, err := kube.Discovery().OpenAPIV3().Paths()
		return err == nil && paths["apis/apps/v1"] != nil && paths["apis/example.org/v1"] != nil
	})
	if _, err := kube.Discovery().OpenAPISchema(); err != nil {
		t.Errorf("OpenAPI v2: %v", err)
	}
	p.eventually("listing the endpoints of the Service", func() bool {
		endpoints, err := kube.DiscoveryV1().EndpointSlices("shop").List(context.Background(), metav1.ListOptions{LabelSelector: "kubernetes.io/service-name=web"})
		return err == nil && len(endpoints.Items) == 1 && len(endpoints.Items[0].Endpoints) == 3
	})
}

// awaitWorkloads waits until all of testdata/workloads.yaml is as wanted on a
// cluster with so many nodes.
func awaitWorkloads(t *testing.T, p *program, nodes int) {
	t.Helper()
	ctx, kube := context.Background(), simulatedKube(t, p)
	var missing string
	p.eventually("running all workloads", func() bool {
		missing = ""
		expect := func(what string, got, want int) {
			if got != want {
				missing += fmt.Sprintf("%s %d of %d; ", what, got, want)
			}
		}
		if d, err := kube.AppsV1().Deployments("shop").Get(ctx, "web", metav1.GetOptions{}); err == nil {
			expect("deployment", int(d.Status.AvailableReplicas), 3)
		}
		if d, err := kube.AppsV1().DaemonSets("shop").Get(ctx, "agent", metav1.GetOptions{}); err == nil {
			expect("daemon set", int(d.Status.NumberAvailable), nodes)
		}
		if s, err := kube.AppsV1().StatefulSets("shop").Get(ctx, "db", metav1.GetOptions{}); err == nil {
			expect("stateful set", int(s.Status.AvailableReplicas), 2)
		}
		if j, err := kube.BatchV1().Jobs("shop").Get(ctx, "migrate", metav1.GetOptions{}); err == nil {
			expect("job", int(j.Status.Succeeded), 1)
		}
		return missing == ""
	})
	pods, err := kube.CoreV1().Pods("shop").List(ctx, metav1.ListOptions{FieldSelector: "status.phase=Running"})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	all, err := kube.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all.Items {
		known[n.Name] = true
	}
	for _, pod := range pods.Items {
		if !known[pod.Spec.NodeName] {
			t.Errorf("pod %s runs on %q, which is no node", pod.Name, pod.Spec.NodeName)
		}
	}
}

func simulatedContainers(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	pods, err := kube.CoreV1().Pods("shop").List(ctx, metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil || len(pods.Items) == 0 {
		t.Fatalf("%v, %v", pods, err)
	}
	pod, nodeName := pods.Items[0].Name, pods.Items[0].Spec.NodeName
	for _, path := range []string{
		"/api/v1/namespaces/shop/pods/" + pod + "/log",
		"/api/v1/namespaces/shop/pods/" + pod + "/exec",
		"/api/v1/namespaces/shop/pods/" + pod + "/attach",
		"/api/v1/namespaces/shop/pods/" + pod + "/portforward",
		"/api/v1/namespaces/shop/pods/" + pod + "/proxy/",
		"/api/v1/namespaces/shop/services/web/proxy/",
		"/api/v1/nodes/" + nodeName + "/proxy/configz",
	} {
		asked := time.Now()
		err := kube.CoreV1().RESTClient().Get().AbsPath(path).Do(ctx).Error()
		if err == nil || !strings.Contains(err.Error(), "nothing runs behind") {
			t.Errorf("%s: %v, want to be told that nothing runs there", path, err)
		}
		if took := time.Since(asked); took > 2*time.Second {
			t.Errorf("%s was answered after %v", path, took)
		}
	}
}

func simulatedScale(t *testing.T, p *program) {
	began := time.Now()
	scaleTo(t, p, 3, 2)
	p.eventually("five nodes", func() bool { return ready(t, p) == 5 })
	t.Logf("scaled up after %.1fs", time.Since(began).Seconds())
	awaitWorkloads(t, p, 5)
	scaleTo(t, p, 3, 1)
	p.eventually("four nodes", func() bool { return ready(t, p) == 4 })
	awaitWorkloads(t, p, 4)
}

func scaleTo(t *testing.T, p *program, controlPlane, workers int64) {
	t.Helper()
	change(t, p, func(c *unstructured.Unstructured) {
		set(t, c, controlPlane, "spec", "topology", "controlPlane", "replicas")
		pools, _, _ := unstructured.NestedSlice(c.Object, "spec", "topology", "workers", "machineDeployments")
		pools[0].(map[string]interface{})["replicas"] = workers
		set(t, c, pools, "spec", "topology", "workers", "machineDeployments")
	})
}

func set(t *testing.T, o *unstructured.Unstructured, value any, path ...string) {
	t.Helper()
	if err := unstructured.SetNestedField(o.Object, value, path...); err != nil {
		t.Fatal(err)
	}
}

// change updates the Cluster until nobody else was faster.
func change(t *testing.T, p *program, how func(*unstructured.Unstructured)) {
	t.Helper()
	p.eventually("changed", func() bool {
		c := cluster(simulatedNamespace, "one")
		if err := p.client().Get(context.Background(), client.ObjectKeyFromObject(c), c); err != nil {
			t.Fatal(err)
		}
		how(c)
		err := p.client().Update(context.Background(), c)
		if err != nil && !apierrors.IsConflict(err) {
			t.Fatal(err)
		}
		return err == nil
	})
}

// ready counts the nodes that are ready.
func ready(t *testing.T, p *program) int {
	t.Helper()
	return len(nodesWith(t, p, ""))
}

// nodesWith are the ready nodes, with a version if one is given.
func nodesWith(t *testing.T, p *program, version string) []string {
	t.Helper()
	all, err := simulatedKube(t, p).CoreV1().Nodes().List(context.Background(), metav1.ListOptions{})
	if err != nil {
		return nil
	}
	var names []string
	for _, n := range all.Items {
		for _, c := range n.Status.Conditions {
			if c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue && (version == "" || n.Status.NodeInfo.KubeletVersion == version) {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

func simulatedUpgrade(t *testing.T, p *program) {
	defer answering(t, simulatedKube(t, p))()
	began := time.Now()
	const version = "v1.36.2"
	change(t, p, func(c *unstructured.Unstructured) { set(t, c, version, "spec", "topology", "version") })
	p.eventually("upgraded", func() bool { return len(nodesWith(t, p, version)) == 2 && ready(t, p) == 2 })
	t.Logf("upgraded after %.1fs", time.Since(began).Seconds())
	simulatedVersion(t, p, version)
	awaitWorkloads(t, p, 2)
	awaitSimulated(t, p)
}

// answering asks the API all the time, until the function that it returns is
// called. It always wants an answer.
func answering(t *testing.T, kube kubernetes.Interface) func() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ticks := time.NewTicker(100 * time.Millisecond); ctx.Err() == nil; <-ticks.C {
			_, err := kube.CoreV1().Namespaces().Get(ctx, "default", metav1.GetOptions{})
			if err != nil && ctx.Err() == nil {
				t.Errorf("its API did not answer: %v", err)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

func inMemoryBeside(t *testing.T, p *program) {
	applyClass(t, p.client(), "default")
	if err := p.client().Create(context.Background(), cluster("default", "one")); err != nil {
		t.Fatal(err)
	}
	p.eventually("available", func() bool { return available(t, p, "one") })
	if n := nodes(workload(t, p, "default", "one")); n != 2 {
		t.Errorf("the in-memory cluster has %d nodes, want 2", n)
	}
	if names := stored(t, p); len(names) != 1 {
		t.Errorf("the store holds simulated clusters %v, want one", names)
	}
}

func simulatedLoopback(t *testing.T, p *program) {
	all, err := sockets.Of(p.cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	host := simulated(t, p).Host
	seen := false
	for _, l := range all {
		if !l.IP.IsLoopback() {
			t.Errorf("%v can be reached from other machines", l)
		}
		seen = seen || strings.HasSuffix(host, fmt.Sprint(":", l.Port))
	}
	if !seen {
		t.Errorf("%s is not among the sockets found: %v", host, all)
	}
}

func simulatedFiles(t *testing.T, p *program) {
	found := 0
	err := filepath.WalkDir(filepath.Join(p.dir, "simulated"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found++
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v; want 0600", path, info.Mode(), err)
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d files, %v", found, err)
	}
}

// simulatedReturns looks at once: ready means that all is back.
func simulatedReturns(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	simulatedVersion(t, p, "v1.36.2")
	if n := ready(t, p); n != 4 {
		t.Errorf("%d nodes are ready when the program says that it is, want 4", n)
	}
	settings, err := kube.CoreV1().ConfigMaps("shop").Get(ctx, "settings", metav1.GetOptions{})
	if err != nil || settings.Data["colour"] != "blue" {
		t.Errorf("what somebody created is %v, %v", settings, err)
	}
	awaitWorkloads(t, p, 4)
	web, err := kube.AppsV1().Deployments("shop").Get(ctx, "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	web.Spec.Replicas = ptr.To[int32](5)
	if _, err := kube.AppsV1().Deployments("shop").Update(ctx, web, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("scaling a Deployment after the restart", func() bool {
		web, err := kube.AppsV1().Deployments("shop").Get(ctx, "web", metav1.GetOptions{})
		return err == nil && web.Status.AvailableReplicas == 5
	})
	if err := kube.CoreV1().Namespaces().Delete(ctx, "shop", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("rid of a deleted namespace", func() bool {
		_, err := kube.CoreV1().Namespaces().Get(ctx, "shop", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func simulatedGone(t *testing.T, p *program) {
	if names := stored(t, p); len(names) != 1 {
		t.Fatalf("the store holds simulated clusters %v, want one", names)
	}
	began := time.Now()
	c := cluster(simulatedNamespace, "one")
	if err := p.client().Delete(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	p.eventually("deleted", func() bool {
		return apierrors.IsNotFound(p.client().Get(context.Background(), client.ObjectKeyFromObject(c), c))
	})
	t.Logf("deleted after %.1fs", time.Since(began).Seconds())
	if names := stored(t, p); len(names) != 0 {
		t.Errorf("the store still holds simulated clusters %v", names)
	}
	if files, _ := os.ReadDir(filepath.Join(p.dir, "simulated")); len(files) != 0 {
		t.Errorf("files are left: %v", files)
	}
	if left := list(t, p.client(), machineKind, client.InNamespace(simulatedNamespace)); len(left) > 0 {
		t.Errorf("%d machines are left", len(left))
	}
}

// stored are the simulated clusters that the store holds something of.
func stored(t *testing.T, p *program) []string {
	t.Helper()
	// Paths of sockets must be short.
	endpoint := fmt.Sprintf("unix:///proc/%d/cwd/etcd.sock", p.cmd.Process.Pid)
	etcd, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: 5 * time.Second, Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	defer etcd.Close()
	found, err := etcd.Get(context.Background(), "/simulated/", clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, kv := range found.Kvs {
		names[strings.Split(string(kv.Key), "/")[2]] = true
	}
	var all []string
	for name := range names {
		all = append(all, name)
	}
	return all
}
