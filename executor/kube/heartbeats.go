package kube

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var nodes = Resource{Version: "v1", Kind: "Node", Plural: "nodes"}

// node is what a kubelet says of itself.
type node struct {
	Metadata Meta `json:"metadata"`
	Status   struct {
		Conditions []struct {
			Type          string      `json:"type"`
			Status        string      `json:"status"`
			LastHeartbeat metav1.Time `json:"lastHeartbeatTime"`
		} `json:"conditions"`
	} `json:"status"`
}

// heartbeat is when the kubelet last said that its node is ready, in whole seconds; zero if it says something else.
func (n *node) heartbeat() time.Time {
	for _, c := range n.Status.Conditions {
		if c.Type == "Ready" && c.Status == "True" {
			return c.LastHeartbeat.Time
		}
	}
	return time.Time{}
}

// Heartbeats asks the cluster of a kubeconfig when each of its nodes last said that it is ready. The time of a node that is
// not ready is zero.
func Heartbeats(ctx context.Context, kubeconfig []byte) (map[string]time.Time, error) {
	client, err := clientOf(kubeconfig)
	if err != nil {
		return nil, err
	}
	beats := map[string]time.Time{}
	_, err = List(ctx, client, nodes, Query{}, func(n *node) { beats[n.Metadata.Name] = n.heartbeat() })
	return beats, err
}

// clientOf is a client of a workload cluster, by the content of its kubeconfig.
func clientOf(kubeconfig []byte) (*Client, error) {
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "it cannot be read: %w", err)
	}
	client, err := newClient(config)
	if err != nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "it cannot be used: %w", err)
	}
	return client, nil
}
