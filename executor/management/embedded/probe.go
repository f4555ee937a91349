package embedded

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// probe asks the API server whether it is ready, with the credentials of the kubeconfig.
func (h *Handler) probe(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", h.Kubeconfig())
	if err != nil {
		return fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", h.Kubeconfig(), err)
	}
	config.Proxy = direct
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", h.Kubeconfig(), err)
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, h.times.probe)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(config.Host, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	return expectOK(client.Do(request))
}

func expectOK(response *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1024))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fault.Errorf(fault.ServerUnreachable, "%s: %s", response.Status, strings.Join(strings.Fields(string(text)), " "))
	}
	return err
}

// direct takes no proxy: the API server is on this machine.
func direct(*http.Request) (*url.URL, error) { return nil, nil }

// ManagementKubeconfig returns the cluster's kubeconfig.
func (h *Handler) ManagementKubeconfig(context.Context) ([]byte, error) {
	text, err := os.ReadFile(h.Kubeconfig())
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of the embedded management cluster: %w", err)
	}
	return text, nil
}
