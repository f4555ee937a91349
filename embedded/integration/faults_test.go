package integration

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
)

// TestFaultsOnPurpose breaks one simulated cluster in every way. The steps build
// on each other.
func TestFaultsOnPurpose(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a management cluster")
	}
	t.Parallel() // it waits more than it works
	dir := t.TempDir()
	p := start(t, dir)
	simulatedAvailable(t, p)
	for _, step := range []struct {
		name string
		do   func(*testing.T, *program)
	}{
		{"a pod crashes, and heals by itself when its time is over", crashingPod},
		{"a pod has no image until it is healed", imagelessPod},
		{"an API server cannot be reached, and heals while nobody can ask it", unreachableServer},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, p.in(t)) }) {
			t.FailNow()
		}
	}
	node := brokenNode(t, p)
	p.kill()
	p = start(t, dir)
	t.Run("a broken node stays broken after a crash, and a MachineHealthCheck replaces it", func(t *testing.T) { replacedNode(t, p.in(t), node) })
}

// breakWith writes the faults on the cluster, as kaaslab break does.
func breakWith(t *testing.T, p *program, faults ...injection.Fault) {
	t.Helper()
	text, err := json.Marshal(faults)
	if err != nil {
		t.Fatal(err)
	}
	of := theSimulated(t, p)
	before := of.DeepCopy()
	if of.Annotations == nil {
		of.Annotations = map[string]string{}
	}
	of.Annotations[injection.Annotation] = string(text)
	if err := p.clusters(t).Patch(context.Background(), of, client.MergeFrom(before)); err != nil {
		t.Fatal(err)
	}
}

func (p *program) clusters(t *testing.T) client.Client {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := clusterv1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	c, err := client.New(p.config(), client.Options{Scheme: scheme})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func theSimulated(t *testing.T, p *program) *clusterv1.Cluster {
	t.Helper()
	var all clusterv1.ClusterList
	if err := p.clusters(t).List(context.Background(), &all); err != nil || len(all.Items) != 1 {
		t.Fatalf("%d clusters, %v", len(all.Items), err)
	}
	return &all.Items[0]
}

// runningPod is a pod of a Deployment that runs.
func runningPod(t *testing.T, p *program) *corev1.Pod {
	t.Helper()
	ctx, kube, labels := context.Background(), simulatedKube(t, p), map[string]string{"app": "fragile"}
	_, err := kube.AppsV1().Deployments("default").Create(ctx, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "fragile"},
		Spec: appsv1.DeploymentSpec{Replicas: ptr.To[int32](1), Selector: &metav1.LabelSelector{MatchLabels: labels}, Template: corev1.PodTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "web", Image: "web:1"}}},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p.eventually("running a pod", func() bool { pod := fragile(t, p); return pod != nil && podReady(pod) })
	return fragile(t, p)
}

func fragile(t *testing.T, p *program) *corev1.Pod {
	t.Helper()
	all, err := simulatedKube(t, p).CoreV1().Pods("default").List(context.Background(), metav1.ListOptions{LabelSelector: "app=fragile"})
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Items) == 0 {
		return nil
	}
	return &all.Items[0]
}

func podReady(pod *corev1.Pod) bool {
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue && pod.Status.Phase == corev1.PodRunning
		}
	}
	return false
}

// waiting is why the pod's container does not run.
func waiting(pod *corev1.Pod) string {
	for _, c := range pod.Status.ContainerStatuses {
		if c.State.Waiting != nil {
			return c.State.Waiting.Reason
		}
	}
	return ""
}

func onPod(pod *corev1.Pod, kind string) injection.Fault {
	return injection.Fault{Target: injection.Pod, Name: pod.Namespace + "/" + pod.Name, UID: string(pod.UID), Kind: kind}
}

func crashingPod(t *testing.T, p *program) {
	fault := onPod(runningPod(t, p), injection.CrashLoop)
	breakWith(t, p, fault)
	p.eventually("crashing a pod", func() bool { return waiting(fragile(t, p)) == "CrashLoopBackOff" })
	fault.Until = ptr.To(time.Now())
	breakWith(t, p, fault)
	p.eventually("running a pod whose fault is over", func() bool { return podReady(fragile(t, p)) })
	p.eventually("forgetting a fault that is over", func() bool {
		_, still := theSimulated(t, p).Annotations[injection.Annotation]
		return !still
	})
}

func imagelessPod(t *testing.T, p *program) {
	breakWith(t, p, onPod(fragile(t, p), injection.ImageMissing))
	p.eventually("missing the image of a pod", func() bool {
		return waiting(fragile(t, p)) == "ImagePullBackOff" && fragile(t, p).Status.Phase == corev1.PodPending
	})
	breakWith(t, p)
	p.eventually("running a pod that was healed", func() bool { return podReady(fragile(t, p)) })
}

func unreachableServer(t *testing.T, p *program) {
	kube := simulatedKube(t, p)
	breakWith(t, p, injection.Fault{Target: injection.API, Kind: injection.Unreachable})
	p.eventually("keeping an API server from answering", func() bool { _, err := kube.Discovery().ServerVersion(); return err != nil })
	breakWith(t, p)
	p.eventually("letting it answer again", func() bool { _, err := kube.Discovery().ServerVersion(); return err == nil })
}

// brokenNode breaks a worker, and waits until that is seen.
func brokenNode(t *testing.T, p *program) *corev1.Node {
	t.Helper()
	ctx, kube := context.Background(), simulatedKube(t, p)
	node, err := kube.CoreV1().Nodes().Get(ctx, workerNode(t, kube), metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	breakWith(t, p, injection.Fault{Target: injection.Node, Name: node.Name, UID: string(node.UID), Kind: injection.NotReady})
	p.eventually("breaking a node", func() bool { return !nodeReady(t, p, node.Name) })
	return node
}

func nodeReady(t *testing.T, p *program, name string) bool {
	t.Helper()
	node, err := simulatedKube(t, p).CoreV1().Nodes().Get(context.Background(), name, metav1.GetOptions{})
	if client.IgnoreNotFound(err) != nil {
		t.Fatal(err)
	}
	for _, c := range node.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// replacedNode lets Cluster API replace the machine of a node that is broken.
func replacedNode(t *testing.T, p *program, broken *corev1.Node) {
	cluster := theSimulated(t, p)
	p.eventually("coming back after the crash", func() bool { _, err := simulatedKube(t, p).Discovery().ServerVersion(); return err == nil })
	if nodeReady(t, p, broken.Name) {
		t.Error("a crash healed the node")
	}
	check := &clusterv1.MachineHealthCheck{
		ObjectMeta: metav1.ObjectMeta{Namespace: cluster.Namespace, Name: "workers"},
		Spec: clusterv1.MachineHealthCheckSpec{
			ClusterName: cluster.Name,
			Selector: metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{
				{Key: clusterv1.MachineDeploymentNameLabel, Operator: metav1.LabelSelectorOpExists},
			}},
			Checks: clusterv1.MachineHealthCheckChecks{UnhealthyNodeConditions: []clusterv1.UnhealthyNodeCondition{
				{Type: corev1.NodeReady, Status: corev1.ConditionFalse, TimeoutSeconds: ptr.To[int32](1)},
			}},
			Remediation: clusterv1.MachineHealthCheckRemediation{TriggerIf: clusterv1.MachineHealthCheckRemediationTriggerIf{
				UnhealthyLessThanOrEqualTo: ptr.To(intstr.FromString("100%")),
			}},
		},
	}
	if err := p.clusters(t).Create(context.Background(), check); err != nil {
		t.Fatal(err)
	}
	p.eventually("replacing a broken node", func() bool {
		kube := simulatedKube(t, p)
		all, err := kube.CoreV1().Nodes().List(context.Background(), metav1.ListOptions{LabelSelector: "!node-role.kubernetes.io/control-plane"})
		if err != nil || len(all.Items) == 0 {
			return false
		}
		for _, n := range all.Items {
			if n.Name == broken.Name || !nodeReady(t, p, n.Name) {
				return false
			}
		}
		return true
	})
	p.eventually("forgetting the fault of a node that is gone", func() bool {
		_, still := theSimulated(t, p).Annotations[injection.Annotation]
		return !still
	})
}
