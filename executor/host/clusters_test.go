package host

import (
	"context"
	"errors"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/internal/statedir"
)

// clusters is a source with a management cluster and workload clusters of which it knows the revisions.
type clusters struct {
	server    string
	revisions map[string]string
	err       error
}

func (c *clusters) Management(context.Context) ([]byte, error) { return kubeconfigOf(c.server), c.err }

func (c *clusters) WorkloadKubeconfig(_ context.Context, cluster string) ([]byte, string, error) {
	revision, found := c.revisions[cluster]
	if !found {
		return nil, "", errors.Join(errors.New("get it"), apierrors.NewNotFound(schema.GroupResource{Resource: "secrets"}, cluster))
	}
	return kubeconfigOf("https://" + cluster), revision, c.err
}

func (c *clusters) WorkloadKubeconfigRevisions(context.Context) (map[string]string, error) {
	return c.revisions, c.err
}

func kubeconfigOf(server string) []byte {
	return []byte(`{apiVersion: v1, kind: Config, current-context: admin@x,
clusters: [{name: x, cluster: {server: "` + server + `"}}, {name: other, cluster: {server: "https://other"}}],
users: [{name: admin, user: {token: secret}}],
contexts: [{name: admin@x, context: {cluster: x, user: admin, namespace: ns}}]}`)
}

func newClusters() *clusters {
	return &clusters{server: "https://m", revisions: map[string]string{"workload-01": "1", "raw": "1"}}
}

func newKubeconfigs(t *testing.T, c *clusters) *Kubeconfigs {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("kaas")
	if err != nil {
		t.Fatal(err)
	}
	k := NewKubeconfigs(dir, c.Management, c)
	k.poll = time.Millisecond
	return k
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
