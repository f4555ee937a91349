package existing

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// load reads the kubeconfig file that the lab names, with the lab's context as the current one. The user's own current
// context, and the files that kubectl would take, mean nothing here. Files and programs that it names by a relative path are
// beside it, as for kubectl, and not in the directory that kaaslab happens to run in.
func load(path, context string) (*api.Config, error) {
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "read managementCluster.kubeconfig: %w", err)
	}
	if _, found := config.Contexts[context]; !found {
		return nil, fault.Errorf(fault.WrongKubeconfig, "the file has no such context; set managementCluster.context to one of: %s",
			strings.Join(slices.Sorted(maps.Keys(config.Contexts)), ", "))
	}
	config.CurrentContext = context
	if err := clientcmd.ResolveLocalPaths(config); err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "find the files that it names: %w", err)
	}
	return config, nil
}

// Kubeconfig returns a kubeconfig with nothing but what the context of the file uses. Certificates and keys in other files
// become part of it; a token file, whose token changes, stays a file, with its whole path. A program that it runs for
// credentials stays too: the file is the user's own, and so is the choice. It is another matter with what a cluster says of
// itself, which executor/clusterapi/clusters takes for server, authority and credentials only.
func Kubeconfig(path, context string) ([]byte, error) {
	config, err := load(path, context)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", path, err)
	}
	if err := api.MinifyConfig(config); err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", path, err)
	}
	if err := api.FlattenConfig(config); err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", path, err)
	}
	return clientcmd.Write(*config)
}
