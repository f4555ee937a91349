package pki

import (
	"bytes"
	"fmt"
	"os"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
)

// WriteKubeconfig writes the administrator's kubeconfig to path. Cluster, user
// and context have the given name. A file that says the same is not touched.
func (f *Files) WriteKubeconfig(path, name, server string) error {
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: f.CACertPEM}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{
		ClientCertificateData: f.AdminCertPEM,
		ClientKeyData:         f.AdminPrivatePEM,
	}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	data, err := clientcmd.Write(*config)
	if err != nil {
		return fmt.Errorf("encode the kubeconfig: %w", err)
	}
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := atomicfile.Write(path, data, 0o600); err != nil {
		return fmt.Errorf("write the kubeconfig: %w", err)
	}
	return nil
}
