package install

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
)

// getter tells helm how to reach the cluster: by one context of one file, and not by what the user's environment says
// (hazard H28).
type getter struct{ kubeconfig, context string }

// ToRESTConfig implements the interface that helm asks for.
func (g *getter) ToRESTConfig() (*rest.Config, error) {
	config, err := g.ToRawKubeConfigLoader().ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of the management cluster: %w", err)
	}
	config.UserAgent, config.QPS, config.WarningHandlerWithContext = "kaaslab", -1, rest.NoWarnings{}
	return config, nil
}

// ToDiscoveryClient implements the interface that helm asks for.
func (g *getter) ToDiscoveryClient() (discovery.CachedDiscoveryInterface, error) {
	config, err := g.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	return memory.NewMemCacheClient(client), nil
}

// ToRESTMapper implements the interface that helm asks for.
func (g *getter) ToRESTMapper() (meta.RESTMapper, error) {
	client, err := g.ToDiscoveryClient()
	if err != nil {
		return nil, err
	}
	return restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(client), client, nil), nil
}

// ToRawKubeConfigLoader implements the interface that helm asks for.
func (g *getter) ToRawKubeConfigLoader() clientcmd.ClientConfig {
	text, err := os.ReadFile(g.kubeconfig)
	if err != nil {
		return unreadable{err: err}
	}
	file, err := clientcmd.Load(text)
	if err != nil {
		return unreadable{err: err}
	}
	overrides := &clientcmd.ConfigOverrides{}
	overrides.Context.Namespace = namespace
	return clientcmd.NewNonInteractiveClientConfig(*file, g.context, overrides, nil)
}

type clientConfig = clientcmd.ClientConfig

// unreadable is a kubeconfig that cannot be read.
type unreadable struct {
	clientConfig
	err error
}

// ClientConfig returns why.
func (u unreadable) ClientConfig() (*rest.Config, error) { return nil, u.err }

// Namespace returns why.
func (u unreadable) Namespace() (string, bool, error) { return "", false, u.err }
