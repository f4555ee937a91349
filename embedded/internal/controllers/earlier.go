package controllers

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/conditions"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
)

const (
	// calm is how long earlier clusters must have been available before they
	// count as back. A reconciliation that began before the last node returned
	// may still report the cluster broken, which takes well under a second.
	calm         = 3 * time.Second
	calmInterval = 250 * time.Millisecond
	calmPatience = 2 * time.Minute
)

// earlier lists the clusters that an earlier run had brought up. Simulated
// machines live in memory, so that they have to come back with their nodes
// before what the stored conditions say is true again. Whether a cluster is
// available now is no matter: a run that was killed while it waited for them
// may have noted of each that it is not.
func earlier(ctx context.Context, reader client.Reader) ([]client.ObjectKey, error) {
	var clusters clusterv1.ClusterList
	if err := reader.List(ctx, &clusters); err != nil {
		return nil, fmt.Errorf("list the clusters of an earlier run: %w", err)
	}
	var keys []client.ObjectKey
	for i := range clusters.Items {
		if c := &clusters.Items[i]; c.DeletionTimestamp.IsZero() && c.Spec.InfrastructureRef.Kind == "DevCluster" && broughtUp(c) {
			keys = append(keys, client.ObjectKeyFromObject(c))
		}
	}
	return keys, nil
}

func broughtUp(c *clusterv1.Cluster) bool {
	return conditions.IsTrue(c, clusterv1.ClusterControlPlaneInitializedCondition)
}

func available(c *clusterv1.Cluster) bool { return conditions.IsTrue(c, clusterv1.AvailableCondition) }

// WaitForEarlier returns once every cluster that an earlier run had brought up
// is available, by its own nodes and not only by what was stored. One that
// somebody broke meanwhile must not stop the start for ever: the error after
// two minutes names it.
func (c *Controllers) WaitForEarlier(ctx context.Context, waiting func(string)) error {
	ctx, cancel := context.WithTimeout(ctx, calmPatience)
	defer cancel()
	var since time.Time
	var missing error
	told := ""
	err := wait.PollUntilContextCancel(ctx, calmInterval, true, func(ctx context.Context) (bool, error) {
		if missing = c.back(ctx); missing != nil {
			since = time.Time{}
			if text := missing.Error(); text != told {
				waiting(text)
				told = text
			}
			return false, nil
		}
		if since.IsZero() {
			since = time.Now()
		}
		return len(c.earlier) == 0 || time.Since(since) >= calm, nil
	})
	if err != nil && missing != nil {
		return missing
	}
	return err
}

// back returns what the first earlier cluster still lacks.
func (c *Controllers) back(ctx context.Context) error {
	for _, key := range c.earlier {
		if err := c.clusterBack(ctx, key); err != nil {
			return fmt.Errorf("cluster %s: %w", key.Name, err)
		}
	}
	return nil
}

func (c *Controllers) clusterBack(ctx context.Context, key client.ObjectKey) error {
	var cluster clusterv1.Cluster
	if err := c.manager.GetClient().Get(ctx, key, &cluster); client.IgnoreNotFound(err) != nil {
		return err
	} else if err != nil || !cluster.DeletionTimestamp.IsZero() {
		return nil // somebody deleted it
	}
	if injection.Broken(cluster.Annotations, injection.API) {
		return nil // nobody gets an answer from it, on purpose
	}
	want, err := c.joined(ctx, key)
	if err != nil {
		return err
	}
	var nodes corev1.NodeList
	if remote, err := c.remote.GetClient(ctx, key); err != nil {
		return errors.New("its API server is not connected yet")
	} else if err := remote.List(ctx, &nodes); err != nil {
		return err
	}
	if len(nodes.Items) < want {
		return fmt.Errorf("%d of %d nodes are back", len(nodes.Items), want)
	}
	if !available(&cluster) && !injection.Broken(cluster.Annotations, injection.Node) {
		return errors.New("is not available yet")
	}
	return nil
}

// joined is the number of machines that had become nodes.
func (c *Controllers) joined(ctx context.Context, key client.ObjectKey) (int, error) {
	var machines clusterv1.MachineList
	err := c.manager.GetClient().List(ctx, &machines, client.InNamespace(key.Namespace), client.MatchingLabels{clusterv1.ClusterNameLabel: key.Name})
	n := 0
	for _, m := range machines.Items {
		if m.Status.NodeRef.IsDefined() {
			n++
		}
	}
	return n, err
}
