package executor

import (
	"context"
	"errors"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// codes are those of failures to which a handler gives none: a failure tells at least what it was about.
var codes = map[planner.Kind]fault.Code{
	planner.KindSysctl:            fault.KernelSetting,
	planner.KindSysctlFile:        fault.KernelSetting,
	planner.KindImage:             fault.ImageMissing,
	planner.KindVolume:            fault.DockerRequest,
	planner.KindNetwork:           fault.DockerRequest,
	planner.KindManagementCluster: fault.ManagementCluster,
	planner.KindPeering:           fault.DockerRequest,
	planner.KindIdentity:          fault.KubernetesRequest,
	planner.KindClusterAPI:        fault.ClusterAPIInstall,
	planner.KindSveltos:           fault.HelmRelease,
	planner.KindClusterClass:      fault.KubernetesRequest,
	planner.KindObject:            fault.KubernetesRequest,
	planner.KindConfigMap:         fault.KubernetesRequest,
	planner.KindSecret:            fault.KubernetesRequest,
	planner.KindClusterProfile:    fault.KubernetesRequest,
	planner.KindWorkloadCluster:   fault.KubernetesRequest,
	planner.KindNodes:             fault.DockerRequest,
	planner.KindKubeconfig:        fault.KubeconfigFile,
}

// Classify gives a failure the code of its kind, unless it has one, or is only the end of a context.
func Classify(kind planner.Kind, err error) error {
	code, known := codes[kind]
	if !known || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap(code, err)
}
