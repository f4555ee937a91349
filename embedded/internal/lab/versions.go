package lab

import (
	"fmt"

	componentversion "k8s.io/component-base/version"
)

// What this module is built from; a test compares them with go.mod.
const (
	KubernetesVersion = "v1.36.3"
	ClusterAPIVersion = "v1.14.2"
)

// Versions is what the version command prints.
type Versions struct {
	Version    string `json:"version"`
	Kubernetes string `json:"kubernetes"`
	ClusterAPI string `json:"clusterAPI"`
}

// checkBuild finds builds without the link flags: their API server reports a
// version that Cluster API and other clients refuse.
func checkBuild() error {
	if got := componentversion.Get().GitVersion; got != KubernetesVersion {
		return fmt.Errorf("this program was built without its version flags (Kubernetes says %q, want %q): build it with make", got, KubernetesVersion)
	}
	return nil
}
