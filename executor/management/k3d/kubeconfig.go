package k3d

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"strconv"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// kubeconfigPath is where k3s writes its kubeconfig in a server.
const kubeconfigPath = "/output/kubeconfig.yaml"

// ManagementKubeconfig returns a kubeconfig that reaches the cluster from this machine.
func (h *Handler) ManagementKubeconfig(context.Context) ([]byte, error) {
	text, err := os.ReadFile(h.Kubeconfig())
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of the management cluster: %w", err)
	}
	return text, nil
}

// read reads the kubeconfig in the first server and makes it one for this machine. It goes nowhere near the user's own
// kubeconfig (hazards H8, H10), and changes the server by its field, not by its text (hazards H22, H23).
func (h *Handler) read(ctx context.Context, api engine.API, s sight) ([]byte, error) {
	return readKubeconfig(ctx, api, s)
}

// ReadKubeconfig returns a kubeconfig that reaches the k3d cluster of a name from this machine, whoever made it. Its context
// has the cluster's name.
func ReadKubeconfig(ctx context.Context, e *engine.Engine, name string) ([]byte, error) {
	api, err := e.API(ctx)
	if err != nil {
		return nil, err
	}
	s, err := look(ctx, api, name)
	if err != nil {
		return nil, err
	}
	text, err := readKubeconfig(ctx, api, s)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig of k3d cluster %q: %w; `k3d cluster list` lists the clusters", name, err)
	}
	return text, nil
}

func readKubeconfig(ctx context.Context, api engine.API, s sight) ([]byte, error) {
	if len(s.servers) == 0 {
		return nil, fault.Errorf(fault.ContainersGone, "no server")
	}
	text, err := engine.ReadFile(ctx, api, s.servers[0].ID, kubeconfigPath)
	if err != nil {
		return nil, err
	}
	return forHost(text, s.name, s.attrs().APIPort)
}

// errObeyed is the error of a kubeconfig that k3s has not written as it is.
var errObeyed = executor.Final(fault.Errorf(fault.WrongKubeconfig, "it names a program, a file or a proxy, which would be obeyed on this machine and which k3s does not write; look who changed %s in the first server", kubeconfigPath))

// forHost gives cluster, user and context the name of the management cluster, and the server the published port. Of the rest it
// takes authority and credentials only: who got into a node must not decide what this machine runs, reads and sends.
func forHost(text []byte, name string, port int) ([]byte, error) {
	there, err := clientcmd.Load(text)
	if err != nil {
		return nil, err
	}
	context := there.Contexts[there.CurrentContext]
	if context == nil || there.Clusters[context.Cluster] == nil || there.AuthInfos[context.AuthInfo] == nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "it is not whole yet")
	}
	cluster, user := there.Clusters[context.Cluster], there.AuthInfos[context.AuthInfo]
	if len(kube.ObeyedOfCluster(cluster))+len(kube.ObeyedOfUser(user)) > 0 {
		return nil, errObeyed
	}
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{
		Server: "https://" + net.JoinHostPort(loopback, strconv.Itoa(port)), CertificateAuthorityData: cluster.CertificateAuthorityData,
	}
	config.AuthInfos[name] = kube.Credentials(user)
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	return clientcmd.Write(*config)
}

func (h *Handler) isWritten(kubeconfig []byte) bool {
	there, err := os.ReadFile(h.Kubeconfig())
	return err == nil && bytes.Equal(there, kubeconfig)
}

// write writes the kubeconfig for kaaslab's own use, readable for its owner only (hazard H24).
func (h *Handler) write(kubeconfig []byte) error {
	if h.isWritten(kubeconfig) {
		return nil
	}
	return h.dir.WriteFile(h.Kubeconfig(), kubeconfig, 0o600)
}
