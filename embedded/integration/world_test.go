package integration

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"strings"
	"testing"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// TestWhatPeopleInstall is about what clusters have beside plain workloads, on
// one simulated cluster. The steps build on each other.
func TestWhatPeopleInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a management cluster")
	}
	t.Parallel() // it waits more than it works
	dir := t.TempDir()
	p := start(t, dir)
	simulatedOf(t, p, "v1.33.2") // the oldest: controllers and scheduler find less there than they know
	for _, step := range []struct {
		name string
		do   func(*testing.T, *program)
	}{
		{"a node that falls silent is not ready, until it is heard again", silentNode},
		{"nodes are as large as their machines, also when these change", worldSizes},
		{"kubectl does what people do with it", kubectlCommands},
		{"kubectl drains a node, and deletes a namespace", kubectlDrains},
		{"kubectl is told that no container runs", kubectlReachesNothing},
		{"one of everything is applied", worldApplied},
		{"claims of a StatefulSet are bound, and released with them", worldClaims},
		{"a class that waits for a pod, and keeps its volumes", worldLateClaim},
		{"claims grow", worldGrows},
		{"load balancers and Ingresses have addresses", worldAddresses},
		{"autoscaling says that there are no metrics", worldAutoscaling},
		{"quotas and defaults hold", worldLimits},
		{"important pods push others out", worldPreemption},
		{"webhooks and APIs that nobody answers do not block", unanswered},
		{"a namespace goes with all that is in it", worldGone},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, p.in(t)) }) {
			t.FailNow()
		}
	}
}

func worldApplied(t *testing.T, p *program) {
	c, err := client.New(simulated(t, p), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/world.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range parse(t, text) {
		if err := c.Apply(context.Background(), client.ApplyConfigurationFromUnstructured(o), client.FieldOwner("kubectl")); err != nil {
			t.Errorf("apply %s %s: %v", o.GetKind(), o.GetName(), err)
		}
	}
}

// phases of claims, by name.
func phases(t *testing.T, kube kubernetes.Interface) map[string]corev1.PersistentVolumeClaimPhase {
	t.Helper()
	all, err := kube.CoreV1().PersistentVolumeClaims("world").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]corev1.PersistentVolumeClaimPhase{}
	for _, claim := range all.Items {
		found[claim.Name] = claim.Status.Phase
	}
	return found
}

func volumes(t *testing.T, kube kubernetes.Interface) []corev1.PersistentVolume {
	t.Helper()
	all, err := kube.CoreV1().PersistentVolumes().List(context.Background(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return all.Items
}

func worldClaims(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	p.eventually("running a StatefulSet with volumes", func() bool {
		s, err := kube.AppsV1().StatefulSets("world").Get(ctx, "store", metav1.GetOptions{})
		return err == nil && s.Status.AvailableReplicas == 2
	})
	for _, name := range []string{"data-store-0", "data-store-1"} {
		if phase := phases(t, kube)[name]; phase != corev1.ClaimBound {
			t.Errorf("claim %s is %q, want Bound", name, phase)
		}
	}
	scale(t, p, 1)
	p.eventually("rid of the volume of a pod that is gone", func() bool {
		_, there := phases(t, kube)["data-store-1"]
		return !there && len(volumes(t, kube)) == 2 // the other is of the class that keeps them
	})
}

func scale(t *testing.T, p *program, to int) {
	t.Helper()
	patch := []byte(fmt.Sprintf(`{"spec":{"replicas":%d}}`, to))
	_, err := simulatedKube(t, p).AppsV1().StatefulSets("world").Patch(context.Background(), "store", types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func worldLateClaim(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	p.eventually("running a pod whose volume waited for it", func() bool {
		pod, err := kube.CoreV1().Pods("world").Get(ctx, "late", metav1.GetOptions{})
		return err == nil && pod.Status.Phase == corev1.PodRunning && phases(t, kube)["late"] == corev1.ClaimBound
	})
	err := kube.CoreV1().PersistentVolumeClaims("world").Delete(ctx, "late", metav1.DeleteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	claim, err := kube.CoreV1().PersistentVolumeClaims("world").Get(ctx, "late", metav1.GetOptions{})
	if err != nil || claim.DeletionTimestamp == nil {
		t.Errorf("a claim that a pod uses: %v, %v; want it to wait for the pod", claim, err)
	}
	if err := kube.CoreV1().Pods("world").Delete(ctx, "late", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("keeping the volume of a class that retains", func() bool {
		for _, v := range volumes(t, kube) {
			if v.Spec.StorageClassName == "late" && v.Status.Phase == corev1.VolumeReleased {
				return true
			}
		}
		return false
	})
}

func worldGrows(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	claims := kube.CoreV1().PersistentVolumeClaims("world")
	patch := []byte(`{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}`)
	if _, err := claims.Patch(ctx, "data-store-0", types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	want := resource.MustParse("3Gi")
	p.eventually("growing a volume", func() bool {
		claim, err := claims.Get(ctx, "data-store-0", metav1.GetOptions{})
		return err == nil && want.Equal(claim.Status.Capacity[corev1.ResourceStorage])
	})
}

func worldAddresses(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	at := func(name string) string {
		s, err := kube.CoreV1().Services("world").Get(ctx, name, metav1.GetOptions{})
		if err != nil || len(s.Status.LoadBalancer.Ingress) == 0 {
			return ""
		}
		return s.Status.LoadBalancer.Ingress[0].IP
	}
	p.eventually("giving load balancers addresses", func() bool { return at("front") != "" && at("back") != "" })
	front, back := at("front"), at("back")
	documentation := netip.MustParsePrefix("203.0.113.0/24")
	if a, err := netip.ParseAddr(front); err != nil || !documentation.Contains(a) || front == back {
		t.Errorf("addresses are %s and %s, want two of %s", front, back, documentation)
	}
	p.eventually("giving an Ingress its address", func() bool {
		i, err := kube.NetworkingV1().Ingresses("world").Get(ctx, "front", metav1.GetOptions{})
		return err == nil && len(i.Status.LoadBalancer.Ingress) == 1
	})
	patch := []byte(`{"spec":{"type":"ClusterIP"}}`)
	if _, err := kube.CoreV1().Services("world").Patch(ctx, "back", types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("taking an address back", func() bool { return at("back") == "" })
	again := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "again"}, Spec: corev1.ServiceSpec{
		Type: corev1.ServiceTypeLoadBalancer, LoadBalancerIP: back, Ports: []corev1.ServicePort{{Port: 80}},
	}}
	if _, err := kube.CoreV1().Services("world").Create(ctx, again, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("giving a free address to who wishes for it", func() bool { return at("again") == back })
	if now := at("front"); now != front {
		t.Errorf("the address of a Service changed from %s to %s", front, now)
	}
}

func worldAutoscaling(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	p.eventually("saying that there are no metrics", func() bool {
		h, err := kube.AutoscalingV2().HorizontalPodAutoscalers("world").Get(ctx, "store", metav1.GetOptions{})
		if err != nil {
			return false
		}
		for _, c := range h.Status.Conditions {
			if c.Type == "ScalingActive" && c.Status == corev1.ConditionFalse && c.Reason == "FailedGetResourceMetric" {
				return true
			}
		}
		return false
	})
}

func worldLimits(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	pod, err := kube.CoreV1().Pods("world").Create(ctx, &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "limited"}, Spec: corev1.PodSpec{
		Containers: []corev1.Container{{Name: "limited", Image: "example.org/limited:1"}},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := pod.Spec.Containers[0].Resources.Requests.Cpu().String(); got != "50m" {
		t.Errorf("a container without requests asks for %s, want the 50m of the LimitRange", got)
	}
	p.eventually("counting pods and ConfigMaps", func() bool {
		q, err := kube.CoreV1().ResourceQuotas("world").Get(ctx, "small", metav1.GetOptions{})
		return err == nil && q.Status.Used.Pods().Value() == 2 && q.Status.Used.Name("configmaps", resource.DecimalSI).Value() == 1
	})
	var refused error
	for i := range 4 {
		configMap := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("many-", i)}}
		if _, err := kube.CoreV1().ConfigMaps("world").Create(ctx, configMap, metav1.CreateOptions{}); err != nil {
			refused = err
		}
	}
	if !apierrors.IsForbidden(refused) || !strings.Contains(refused.Error(), "exceeded quota: small") {
		t.Errorf("more than the quota allows: %v, want it refused", refused)
	}
}

// worldPreemption fills the nodes with pods of little weight.
func worldPreemption(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	large := func(name, class string) *corev1.Pod {
		return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PodSpec{
			PriorityClassName: class,
			Containers: []corev1.Container{{Name: "large", Image: "example.org/large:1", Resources: corev1.ResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("3")},
			}}},
		}}
	}
	create := func(pod *corev1.Pod) {
		if _, err := kube.CoreV1().Pods("default").Create(ctx, pod, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	create(large("first", ""))
	running := func(name string) bool {
		pod, err := kube.CoreV1().Pods("default").Get(ctx, name, metav1.GetOptions{})
		return err == nil && pod.Status.Phase == corev1.PodRunning
	}
	p.eventually("running a large pod", func() bool { return running("first") })
	create(large("second", ""))
	p.eventually("saying why a pod is pending", func() bool {
		pod, err := kube.CoreV1().Pods("default").Get(ctx, "second", metav1.GetOptions{})
		if err != nil {
			return false
		}
		for _, c := range pod.Status.Conditions {
			if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse && strings.Contains(c.Message, "Insufficient cpu") {
				return true
			}
		}
		return false
	})
	create(large("important", "system-cluster-critical"))
	p.eventually("running the important pod in place of another", func() bool { return running("important") && !running("first") })
	for _, name := range []string{"second", "important"} {
		if err := kube.CoreV1().Pods("default").Delete(ctx, name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}

func worldGone(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	if err := kube.CoreV1().Namespaces().Delete(ctx, "world", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("rid of a deleted namespace", func() bool {
		_, err := kube.CoreV1().Namespaces().Get(ctx, "world", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	p.eventually("rid of its volumes, but for those that are retained", func() bool {
		left := volumes(t, kube)
		return len(left) == 1 && left[0].Spec.StorageClassName == "late"
	})
	classes, err := kube.StorageV1().StorageClasses().List(ctx, metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if defaults := marked(classes.Items); defaults != 1 {
		t.Errorf("%d classes are the default, want one", defaults)
	}
}

func marked(classes []storagev1.StorageClass) int {
	count := 0
	for _, c := range classes {
		if c.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			count++
		}
	}
	return count
}

// silentNode stops the heartbeat of a worker, as a fault would.
func silentNode(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	worker := workerNode(t, kube)
	var beats *coordinationv1.Lease
	p.eventually("sending heartbeats", func() bool {
		found, err := kube.CoordinationV1().Leases(corev1.NamespaceNodeLease).Get(ctx, worker, metav1.GetOptions{})
		beats = found
		return err == nil
	})
	p.eventually("renewing a heartbeat", func() bool {
		now, err := kube.CoordinationV1().Leases(corev1.NamespaceNodeLease).Get(ctx, worker, metav1.GetOptions{})
		return err == nil && now.Spec.RenewTime.After(beats.Spec.RenewTime.Time)
	})
	annotate := func(value string) {
		patch := []byte(fmt.Sprintf(`{"metadata":{"annotations":{"kaaslab.dev/silent":%s}}}`, value))
		if _, err := kube.CoreV1().Nodes().Patch(ctx, worker, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	tainted := func() (corev1.ConditionStatus, bool) {
		node, err := kube.CoreV1().Nodes().Get(ctx, worker, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var ready corev1.ConditionStatus
		for _, c := range node.Status.Conditions {
			if c.Type == corev1.NodeReady {
				ready = c.Status
			}
		}
		for _, taint := range node.Spec.Taints {
			if taint.Key == corev1.TaintNodeUnreachable && taint.Effect == corev1.TaintEffectNoExecute {
				return ready, true
			}
		}
		return ready, false
	}
	annotate(`"yes"`)
	p.eventually("taking a silent node for unreachable", func() bool {
		ready, unreachable := tainted()
		return ready == corev1.ConditionUnknown && unreachable
	})
	annotate("null")
	p.eventually("taking it for ready again", func() bool {
		ready, unreachable := tainted()
		return ready == corev1.ConditionTrue && !unreachable
	})
}

// workerNode is the name of a node that is no control plane's.
func workerNode(t *testing.T, kube kubernetes.Interface) string {
	t.Helper()
	all, err := kube.CoreV1().Nodes().List(context.Background(), metav1.ListOptions{LabelSelector: "!node-role.kubernetes.io/control-plane"})
	if err != nil || len(all.Items) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	return all.Items[0].Name
}

// worldSizes changes the size of a pool, and adds a machine to it.
func worldSizes(t *testing.T, p *program) {
	machines := func() map[string]bool {
		found := map[string]bool{}
		for _, m := range list(t, p.client(), machineKind, client.InNamespace(simulatedNamespace)) {
			found[m.GetName()] = true
		}
		return found
	}
	sizes := func() string {
		all, err := simulatedKube(t, p).CoreV1().Nodes().List(context.Background(), metav1.ListOptions{LabelSelector: "!node-role.kubernetes.io/control-plane"})
		if err != nil {
			return err.Error()
		}
		var found []string
		for _, n := range all.Items {
			found = append(found, n.Status.Capacity.Cpu().String()+" "+n.Status.Allocatable.Memory().String())
		}
		return strings.Join(found, ", ")
	}
	if got := sizes(); got != "4 8Gi" {
		t.Errorf("nodes of which nothing is said are %s, want 4 8Gi", got)
	}
	before := machines()
	change(t, p, func(c *unstructured.Unstructured) { resize(t, c, "cpu=6,memory=12Gi", 1) })
	p.eventually("growing a node", func() bool { return sizes() == "6 12Gi" })
	if after := machines(); !maps.Equal(before, after) {
		t.Errorf("machines were replaced: %v, %v", before, after)
	}
	change(t, p, func(c *unstructured.Unstructured) { resize(t, c, "cpu=6,memory=12Gi", 2) })
	p.eventually("adding a node of that size", func() bool { return sizes() == "6 12Gi, 6 12Gi" })
	change(t, p, func(c *unstructured.Unstructured) { resize(t, c, "cpu=4,memory=8Gi", 1) })
	p.eventually("as small as before", func() bool { return sizes() == "4 8Gi" })
}

func resize(t *testing.T, c *unstructured.Unstructured, size string, replicas int64) {
	t.Helper()
	pools, _, _ := unstructured.NestedSlice(c.Object, "spec", "topology", "workers", "machineDeployments")
	pool := pools[0].(map[string]interface{})
	pool["metadata"] = map[string]interface{}{"annotations": map[string]interface{}{"kaaslab.dev/machine": size}}
	pool["replicas"] = replicas
	set(t, c, pools, "spec", "topology", "workers", "machineDeployments")
}
