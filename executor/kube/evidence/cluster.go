package evidence

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// Cluster is a management cluster to look at.
type Cluster struct {
	Access *kube.Access
	// Own says that the whole cluster is the lab's. Of somebody else's cluster only the namespace of labs and the controllers
	// are looked at.
	Own bool
}

// namespace is where to look, or everywhere.
func (c Cluster) namespace() string {
	if c.Own {
		return ""
	}
	return kube.Namespace
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
