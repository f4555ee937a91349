package clusters

import (
	"context"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Kubeconfigs reads the kubeconfigs of workload clusters, which Cluster API keeps in secrets.
type Kubeconfigs struct {
	access *kube.Access
	homes  spec.Homes
}

// NewKubeconfigs returns a reader that has not read anything yet. The secrets are where the Clusters are.
func NewKubeconfigs(access *kube.Access, homes spec.Homes) *Kubeconfigs {
	return &Kubeconfigs{access: access, homes: homes}
}

const (
	kubeconfigSuffix = "-kubeconfig"
	clusterNameLabel = "cluster.x-k8s.io/cluster-name"
)

type kubeconfigSecret struct {
	Metadata kube.Meta `json:"metadata"`
	Data     struct {
		Value []byte `json:"value"`
	} `json:"data"`
}

// WorkloadKubeconfig returns the kubeconfig of a workload cluster, and its revision, which is another whenever Cluster API
// wrote it anew.
func (k *Kubeconfigs) WorkloadKubeconfig(ctx context.Context, cluster string) (kubeconfig []byte, revision string, err error) {
	client, err := k.access.Client()
	if err != nil {
		return nil, "", err
	}
	var secret kubeconfigSecret
	if err := client.Get(ctx, kube.Secrets, k.homes.Of(cluster), cluster+kubeconfigSuffix, &secret); err != nil {
		return nil, "", err
	}
	if len(secret.Data.Value) == 0 {
		return nil, "", fault.Errorf(fault.WorkloadKubeconfig, "secret %s%s has no kubeconfig; delete it, and Cluster API writes it again", cluster, kubeconfigSuffix)
	}
	content, err := plain(secret.Data.Value)
	if err != nil {
		return nil, "", fault.Errorf(fault.WorkloadKubeconfig, "kubeconfig in secret %s%s: %w", cluster, kubeconfigSuffix, err)
	}
	return content, revisionOf(secret.Metadata), nil
}

// WorkloadKubeconfigRevisions returns the revisions of all kubeconfigs by cluster. It never reads a kubeconfig: the server
// sends the metadata only.
func (k *Kubeconfigs) WorkloadKubeconfigRevisions(ctx context.Context) (map[string]string, error) {
	client, err := k.access.Client()
	if err != nil {
		return nil, err
	}
	revisions := map[string]string{}
	query := kube.Query{Labels: clusterNameLabel, MetadataOnly: true}
	_, err = kube.List(ctx, client, kube.Secrets, query, func(secret *kube.Named) {
		cluster := secret.Metadata.Labels[clusterNameLabel]
		if strings.TrimSuffix(secret.Metadata.Name, kubeconfigSuffix) == cluster && k.homes.Of(cluster) == secret.Metadata.Namespace {
			revisions[cluster] = revisionOf(secret.Metadata)
		}
	})
	return revisions, err
}

func revisionOf(meta kube.Meta) string { return meta.UID + "/" + meta.ResourceVersion }
