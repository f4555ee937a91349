package host

import (
	"fmt"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// newFile makes the content of a cluster's file: the record, and a kubeconfig in which everything has the cluster's name.
func newFile(rec record, name string, source []byte) ([]byte, error) {
	config, err := clientcmd.Load(source)
	if err != nil {
		return nil, fmt.Errorf("read the kubeconfig of cluster %s: %w", name, err)
	}
	renamed, err := rename(config, name)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of cluster %s: %w", name, err)
	}
	content, err := clientcmd.Write(*renamed)
	if err != nil {
		return nil, fmt.Errorf("write the kubeconfig of cluster %s: %w", name, err)
	}
	return withRecord(rec, content)
}

// rename keeps of a kubeconfig what its current context uses, all under one name: people see it in prompts and lists.
func rename(config *api.Config, name string) (*api.Config, error) {
	use, found := config.Contexts[config.CurrentContext]
	if !found {
		return nil, fault.Errorf(fault.WrongKubeconfig, "its current context %q does not exist", config.CurrentContext)
	}
	cluster, user := config.Clusters[use.Cluster], config.AuthInfos[use.AuthInfo]
	if cluster == nil || user == nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "its context %q names cluster %q and user %q, of which one does not exist",
			config.CurrentContext, use.Cluster, use.AuthInfo)
	}
	return &api.Config{
		Clusters:       map[string]*api.Cluster{name: cluster},
		AuthInfos:      map[string]*api.AuthInfo{name: user},
		Contexts:       map[string]*api.Context{name: {Cluster: name, AuthInfo: name, Namespace: use.Namespace}},
		CurrentContext: name,
	}, nil
}
