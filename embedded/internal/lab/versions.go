package lab

import (
	"errors"
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
	// Sveltos is empty where no program installs add-ons; SveltosProblem tells why one that is there does not fit.
	Sveltos        string `json:"sveltos,omitempty"`
	SveltosProblem string `json:"sveltosProblem,omitempty"`
}

// VersionsOf returns the versions of a program, and of Sveltos beside it.
func VersionsOf(program string) Versions {
	v := Versions{Version: program, Kubernetes: KubernetesVersion, ClusterAPI: ClusterAPIVersion}
	switch _, err := sveltos.Find(SveltosVersion); {
	case err == nil:
		v.Sveltos = SveltosVersion
	case !errors.Is(err, sveltos.ErrMissing):
		v.SveltosProblem = err.Error()
	}
	return v
}

// checkBuild finds builds without the link flags: their API server reports a
// version that Cluster API and other clients refuse.
func checkBuild() error {
	if got := componentversion.Get().GitVersion; got != KubernetesVersion {
		return fmt.Errorf("this program was built without its version flags (Kubernetes says %q, want %q): build it with make", got, KubernetesVersion)
	}
	return nil
}
