package scenario

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

var (
	clusters  = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}
	machines  = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "machines"}
	profiles  = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"}
	summaries = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clustersummaries"}
)

// config is made from the kubeconfig that the program wrote.
func (l *lab) config(cluster string) *rest.Config {
	l.Helper()
	path := strings.TrimSpace(l.must(0, "kubeconfig", "--path", cluster))
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		l.Fatal(err)
	}
	config.Timeout = time.Minute
	return config
}

func (l *lab) client(cluster string) kubernetes.Interface {
	l.Helper()
	c, err := kubernetes.NewForConfig(l.config(cluster))
	if err != nil {
		l.Fatal(err)
	}
	return c
}

// objects are those of one kind in the management cluster.
func (l *lab) objects(of schema.GroupVersionResource) []unstructured.Unstructured {
	l.Helper()
	c, err := dynamic.NewForConfig(l.config(l.management()))
	if err != nil {
		l.Fatal(err)
	}
	list, err := c.Resource(of).List(l.Context(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	return list.Items
}

// wantNodesReady asks for all machines of a cluster. It asks
// once: apply has waited.
func (l *lab) wantNodesReady(c clusterSpec) {
	l.Helper()
	l.wantNodes(c.Name, c.machines())
}

func (l *lab) wantManagementReady() {
	l.Helper()
	l.wantNodes(l.management(), 1+l.Agents)
}

// wantManagersAvailable asks once: apply has waited for all that it installs.
func (l *lab) wantManagersAvailable() {
	l.Helper()
	if err := l.managersAvailable(); err != nil {
		l.Error(err)
	}
}

// managersAvailable says which Deployment of the management cluster is not.
func (l *lab) managersAvailable() error {
	list, err := l.client(l.management()).AppsV1().Deployments("").List(l.Context(), metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, d := range list.Items {
		if wanted := *d.Spec.Replicas; d.Status.AvailableReplicas < wanted {
			return fmt.Errorf("deployment %s/%s has %d of %d available", d.Namespace, d.Name, d.Status.AvailableReplicas, wanted)
		}
	}
	return nil
}

func (l *lab) wantNodes(cluster string, want int) {
	l.Helper()
	if err := l.nodesReady(cluster, want); err != nil {
		l.Error(err)
	}
	l.show(cluster, "get", "nodes", "--output=wide")
}

// nodesReady says which nodes of a cluster are not there, or not Ready.
func (l *lab) nodesReady(cluster string, want int) error {
	nodes, err := l.client(cluster).CoreV1().Nodes().List(l.Context(), metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("cluster %s: %w", cluster, err)
	}
	if len(nodes.Items) != want {
		return fmt.Errorf("cluster %s has %d nodes, want %d", cluster, len(nodes.Items), want)
	}
	for _, n := range nodes.Items {
		if !ready(n) {
			return fmt.Errorf("cluster %s: node %s is not Ready", cluster, n.Name)
		}
	}
	return nil
}

func ready(n corev1.Node) bool {
	for _, c := range n.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

func (l *lab) wantAllReady() {
	l.Helper()
	for _, c := range l.Clusters {
		l.wantNodesReady(c)
	}
}

// askWebserver asks the add-on through its Service, after its Deployment.
func askWebserver(ctx context.Context, c kubernetes.Interface) (string, error) {
	deployment, err := c.AppsV1().Deployments("webserver").Get(ctx, "webserver", metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	if deployment.Status.AvailableReplicas == 0 {
		return "", fmt.Errorf("the Deployment has no replica that is available")
	}
	answer, err := c.CoreV1().Services("webserver").ProxyGet("http", "webserver", "http", "/", nil).DoRaw(ctx)
	if err == nil && len(answer) == 0 {
		return "", fmt.Errorf("the Service answers nothing")
	}
	return strings.TrimSpace(string(answer)), err
}

// wantProvisioned checks what Sveltos says of all add-ons.
func (l *lab) wantProvisioned(want int) {
	l.Helper()
	l.show(l.management(), "get", "clustersummaries", "--all-namespaces",
		"--output=custom-columns=NAME:.metadata.name,FEATURE:.status.featureSummaries[*].featureID,STATUS:.status.featureSummaries[*].status")
	found := l.objects(summaries)
	if len(found) != want {
		l.Errorf("Sveltos has %d ClusterSummaries, want %d", len(found), want)
	}
	for _, s := range found {
		features, _, _ := unstructured.NestedSlice(s.Object, "status", "featureSummaries")
		if len(features) == 0 {
			l.Errorf("ClusterSummary %s says nothing", s.GetName())
		}
		for _, f := range features {
			if status := f.(map[string]any)["status"]; status != "Provisioned" {
				l.Errorf("ClusterSummary %s: %v, want Provisioned", s.GetName(), status)
			}
		}
	}
}
