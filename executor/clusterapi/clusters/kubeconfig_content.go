package clusters

import (
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// plain returns what of a cluster's kubeconfig is taken: the server, its authority, and credentials. A kubeconfig can also name
// programs to run, files to read and send, and proxies; whoever may write a Secret of the management cluster must not decide
// that on the machine of whoever uses the file. In a file that users write themselves it is their own choice.
func plain(content []byte) ([]byte, error) {
	config, err := clientcmd.Load(content)
	if err != nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "it cannot be read: %w", err)
	}
	use := config.Contexts[config.CurrentContext]
	if use == nil || config.Clusters[use.Cluster] == nil || config.AuthInfos[use.AuthInfo] == nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "its current context %q does not exist, or names a cluster or user that does not", config.CurrentContext)
	}
	cluster, user := config.Clusters[use.Cluster], config.AuthInfos[use.AuthInfo]
	if refused := append(refusedOfCluster(cluster), refusedOfUser(user)...); len(refused) > 0 {
		return nil, executor.Final(fault.Errorf(fault.WorkloadKubeconfig, "it has %s, which kaaslab does not take from a cluster: it would be obeyed on this machine; have it written with the data of certificates, a token or a password in it",
			strings.Join(refused, " and ")))
	}
	taken := api.NewConfig()
	taken.CurrentContext = config.CurrentContext
	taken.Contexts[config.CurrentContext] = &api.Context{Cluster: use.Cluster, AuthInfo: use.AuthInfo, Namespace: use.Namespace}
	taken.Clusters[use.Cluster] = &api.Cluster{
		Server: cluster.Server, TLSServerName: cluster.TLSServerName, CertificateAuthorityData: cluster.CertificateAuthorityData,
	}
	taken.AuthInfos[use.AuthInfo] = kube.Credentials(user)
	return clientcmd.Write(*taken)
}

func refusedOfCluster(c *api.Cluster) []string {
	return slices.Concat(
		kube.SetOf(kube.Key{Name: "insecure-skip-tls-verify", Set: c.InsecureSkipTLSVerify}),
		kube.ObeyedOfCluster(c),
		kube.SetOf(kube.Key{Name: "a server that is no address of http or https", Set: !strings.HasPrefix(c.Server, "https://") && !strings.HasPrefix(c.Server, "http://")}),
	)
}

func refusedOfUser(u *api.AuthInfo) []string {
	return append(kube.ObeyedOfUser(u), kube.SetOf(
		kube.Key{Name: "as (another user)", Set: u.Impersonate != "" || u.ImpersonateUID != "" || len(u.ImpersonateGroups)+len(u.ImpersonateUserExtra) > 0},
	)...)
}
