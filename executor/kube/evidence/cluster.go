package evidence

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

// Cluster is a management cluster to look at.
type Cluster struct {
	Access *kube.Access
	// Own says that the whole cluster is the lab's. Of somebody else's cluster only the namespaces of the lab and the controllers
	// are looked at.
	Own bool
	// Homes are where the lab's Clusters are.
	Homes spec.Homes
}

// list reads the objects of a kind in all namespaces that are looked at.
func list[T any](ctx context.Context, c Cluster, client *kube.Client, of kube.Resource, visit func(*T)) error {
	for _, namespace := range c.namespaces(of) {
		if _, err := kube.List(ctx, client, of, kube.Query{Namespace: namespace}, visit); err != nil {
			return err
		}
	}
	return nil
}

// namespaces are where to look; one without a name is everywhere.
func (c Cluster) namespaces(of kube.Resource) []string {
	if c.Own || !of.Namespaced {
		return []string{""}
	}
	return c.Homes.Namespaces()
}

// Version adds the version of the API server.
func (c Cluster) Version(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	text, err := client.Fetch(ctx, "/version", nil)
	if err == nil {
		into.File("management/version.json", append(text, '\n'))
	}
	return err
}
