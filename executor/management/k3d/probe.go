package k3d

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
)

// probe asks the API server whether it is ready.
func (h *Handler) probe(ctx context.Context, kubeconfig []byte) error {
	_, err := h.ask(ctx, kubeconfig, http.MethodGet, "/readyz")
	return err
}

// ask sends one request with the credentials of a kubeconfig, and returns the answer once it is done.
func (h *Handler) ask(ctx context.Context, kubeconfig []byte, method, path string) ([]byte, error) {
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig: %w", err)
	}
	config.Proxy = direct
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig: %w", err)
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, h.times.probe)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, config.Host+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, poll.WithoutAddresses(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fault.Errorf(fault.ServerUnreachable, "%s", response.Status)
	}
	return io.ReadAll(response.Body)
}

// direct takes no proxy: the API server is on this machine.
func direct(*http.Request) (*url.URL, error) { return nil, nil }
