package kube

import (
	"crypto/sha256"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"

	"github.com/go-logr/logr"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Options say how a management cluster is reached.
type Options struct {
	// Kubeconfig is the path of the file. It is read when a step runs, since an earlier step may write it.
	Kubeconfig string
	// Context is the name of the context. There is no default: the current context of a file is somebody's choice for
	// another purpose.
	Context string
	// Own says that kaaslab wrote the file itself, with one context, for the cluster that is there. That has another name than
	// Context while the lab file renames it.
	Own bool
	// WrapTransport sees every request when it is set.
	WrapTransport func(http.RoundTripper) http.RoundTripper
}

// Access reaches the API server of one management cluster, as soon as there is one.
type Access struct {
	options Options
	watches watches

	mu     sync.Mutex
	digest [sha256.Size]byte
	client *Client
}

// NewAccess returns an access that has not read anything yet.
func NewAccess(options Options) *Access { return &Access{options: options} }

// Client returns a client for what the kubeconfig says now. It is the same client until the file changes.
func (a *Access) Client() (*Client, error) {
	data, err := os.ReadFile(a.options.Kubeconfig)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "read the kubeconfig of the management cluster: %w", err)
	}
	digest := sha256.Sum256(data)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.client != nil && a.digest == digest {
		return a.client, nil
	}
	config, err := a.config(data)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", a.options.Kubeconfig, err)
	}
	client, err := newClient(config)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", a.options.Kubeconfig, err)
	}
	a.digest, a.client = digest, client
	return client, nil
}

// SilenceLibraries keeps client-go and controller-runtime from writing to stderr by themselves, in the middle of what a program prints
// there. A process has one logger of each, so that only the program may say it, and nothing that works on a lab.
var SilenceLibraries = sync.OnceFunc(func() {
	klog.SetLogger(logr.Discard())
	ctrllog.SetLogger(logr.Discard())
})

func (a *Access) config(data []byte) (*rest.Config, error) {
	file, err := clientcmd.Load(data)
	if err != nil {
		return nil, err
	}
	for _, cluster := range file.Clusters {
		cluster.LocationOfOrigin = a.options.Kubeconfig
	}
	for _, user := range file.AuthInfos {
		user.LocationOfOrigin = a.options.Kubeconfig
	}
	if err := clientcmd.ResolveLocalPaths(file); err != nil {
		return nil, err
	}
	context := a.options.Context
	if a.options.Own && len(file.Contexts) == 1 {
		context = slices.Collect(maps.Keys(file.Contexts))[0]
	}
	if file.Contexts[context] == nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "has no context %q; name one that it has", context)
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*file, context, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, err
	}
	a.tune(config)
	return config, nil
}

func (a *Access) tune(config *rest.Config) {
	config.UserAgent = "kaaslab"
	config.QPS = -1 // the executor bounds what runs at once; the server protects itself
	config.WarningHandlerWithContext = rest.NoWarnings{}
	config.DisableCompression = isLoopback(config.Host)
	if a.options.WrapTransport != nil {
		config.Wrap(a.options.WrapTransport)
	}
}

// isLoopback finds servers on this machine, where compressing a list takes longer than sending it.
func isLoopback(host string) bool {
	address, err := url.Parse(host)
	return err == nil && net.ParseIP(address.Hostname()).IsLoopback()
}
