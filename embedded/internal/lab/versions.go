package lab

import (
	"fmt"

	componentversion "k8s.io/component-base/version"

	"github.com/kaaslab/kaaslab/embedded/internal/sveltos"
)

// What this module is built from; a test compares them with go.mod.
const (
	KubernetesVersion = "v1.36.3"
	ClusterAPIVersion = "v1.14.2"
	SveltosVersion    = "v1.14.0"
)

// Versions is what the version command prints.
type Versions struct {
	Version    string `json:"version"`
	Kubernetes string `json:"kubernetes"`
	ClusterAPI string `json:"clusterAPI"`
	// Sveltos is empty where the program that installs add-ons is missing.
	Sveltos string `json:"sveltos,omitempty"`
}

// Sveltos returns the version that can be run, if any can.
func Sveltos() string {
	if _, err := sveltos.Find(); err != nil {
		return ""
	}
	return SveltosVersion
}

// checkBuild finds builds without the link flags: their API server reports a
// version that Cluster API and other clients refuse.
func checkBuild() error {
	if got := componentversion.Get().GitVersion; got != KubernetesVersion {
		return fmt.Errorf("this program was built without its version flags (Kubernetes says %q, want %q): build it with make", got, KubernetesVersion)
	}
	return nil
}
