package simulated

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	bootstrapv1 "sigs.k8s.io/cluster-api/api/bootstrap/kubeadm/v1beta2"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/secret"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/apiserver"
)

// keys are what the parts of a cluster identify themselves with.
type keys struct {
	authority      *apiserver.Authority
	serviceAccount string // path of a private key
}

// keys are those that Cluster API keeps in Secrets, so that kubeconfigs which
// it hands out are good for the cluster. It would make them a little later.
func (c *cluster) keys(ctx context.Context, management client.Client) (keys, error) {
	certificates := secret.NewCertificatesForInitialControlPlane(&bootstrapv1.ClusterConfiguration{})
	owner := metav1.OwnerReference{APIVersion: clusterv1.GroupVersion.String(), Kind: "Cluster", Name: c.of.Name, UID: c.of.UID}
	if err := certificates.LookupOrGenerate(ctx, management, c.key, owner); err != nil {
		return keys{}, fmt.Errorf("keys of the cluster: %w", err)
	}
	pair := certificates.GetByPurpose(secret.ClusterCA).KeyPair
	authority, err := apiserver.NewAuthority(pair.Cert, pair.Key)
	if err != nil {
		return keys{}, err
	}
	path, err := writeKey(c.of.UID, certificates.GetByPurpose(secret.ServiceAccount).KeyPair.Key)
	return keys{authority: authority, serviceAccount: path}, err
}

// writeKey writes the one key that an API server wants to read from a file.
func writeKey(uid types.UID, key []byte) (string, error) {
	dir := filepath.Join(directory, string(uid))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the directory of a simulated cluster: %w", err)
	}
	path := filepath.Join(dir, "service-account.key")
	if err := atomicfile.Write(path, key, 0o600); err != nil {
		return "", fmt.Errorf("write the key of the service accounts: %w", err)
	}
	return path, nil
}

// directories are the UIDs of the clusters that have files.
func directories() ([]string, error) {
	entries, err := os.ReadDir(directory)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the simulated clusters: %w", err)
	}
	var uids []string
	for _, entry := range entries {
		uids = append(uids, entry.Name())
	}
	return uids, nil
}

func removeFiles(uid types.UID) error {
	if err := os.RemoveAll(filepath.Join(directory, string(uid))); err != nil {
		return fmt.Errorf("remove the files of a simulated cluster: %w", err)
	}
	return nil
}
