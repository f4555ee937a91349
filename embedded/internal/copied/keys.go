package copied

import (
	"encoding/base64"
	"fmt"
	"strings"

	"sigs.k8s.io/cluster-api/util/secret"
)

const clusterKey = "cluster.x-k8s.io/cluster-name"

// gone says that a Secret is not taken over: Cluster API makes the kubeconfig of
// a cluster anew, with the keys that the cluster has by then.
func gone(object map[string]any) bool {
	return text(object, "kind") == "Secret" && isPurpose(object, secret.Kubeconfig) && ownedBy(object, "KubeadmControlPlane")
}

// renew takes the first lab's keys out of a Secret.
func (r *rewriter) renew(object map[string]any) error {
	data := child(object, "data")
	switch {
	case text(object, "kind") != "Secret" || len(data) == 0 || text(child(metadataOf(object), "labels"), manifestKey) != "":
		return nil
	case ownedBy(object, "KubeadmConfig"):
		// What machines were made with. Those that are there need it no more.
		r.set(data, "value", "")
		return nil
	case text(object, "type") == "kubernetes.io/service-account-token":
		delete(data, "token") // whoever signs tokens makes another
		delete(data, "ca.crt")
		r.changed = true
		return nil
	}
	certificates := secret.NewCertificatesForInitialControlPlane(nil)
	for _, c := range certificates {
		if !isPurpose(object, c.Purpose) {
			continue
		}
		if err := c.Generate(); err != nil {
			return fmt.Errorf("keys for %s: %w", text(metadataOf(object), "name"), err)
		}
		r.set(data, secret.TLSCrtDataName, base64.StdEncoding.EncodeToString(c.KeyPair.Cert))
		r.set(data, secret.TLSKeyDataName, base64.StdEncoding.EncodeToString(c.KeyPair.Key))
	}
	return nil
}

// isPurpose tells whether a Secret is that of a cluster for a purpose.
func isPurpose(object map[string]any, purpose secret.Purpose) bool {
	cluster, found := strings.CutSuffix(text(metadataOf(object), "name"), "-"+string(purpose))
	return found && text(child(metadataOf(object), "labels"), clusterKey) == cluster
}

func ownedBy(object map[string]any, kind string) bool {
	owners, _ := metadataOf(object)["ownerReferences"].([]any)
	for _, owner := range owners {
		if fields, _ := owner.(map[string]any); text(fields, "kind") == kind {
			return true
		}
	}
	return false
}
