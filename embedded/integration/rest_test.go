package integration

import (
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// nobodyIsBusyAtRest holds what the build and the options of the API server keep
// a lab at rest from doing again and again.
func nobodyIsBusyAtRest(t *testing.T, p *program) {
	own := watch(t, p.config(), "kaaslab-embedded", time.Second)
	ends := watch(t, p.config(), "kubectl", 2*time.Second)
	<-ends
	select {
	case <-own:
		t.Error("a watch of the program itself ended when its client wished")
	default:
	}
	for _, lease := range list(t, p.client(), schema.GroupVersionKind{Group: "coordination.k8s.io", Version: "v1", Kind: "Lease"}) {
		t.Errorf("lease %s/%s is renewed for nobody", lease.GetNamespace(), lease.GetName())
	}
}

// watch is closed when the server ends a watch that its client wishes to last so
// long. It has begun when the function returns.
func watch(t *testing.T, config *rest.Config, program string, wished time.Duration) <-chan struct{} {
	t.Helper()
	body := watchOf(t, config, program, wished)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer body.Close()
		_, _ = io.Copy(io.Discard, body) // how it ends does not matter
	}()
	return ended
}

func watchOf(t *testing.T, config *rest.Config, program string, wished time.Duration) io.ReadCloser {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	address := config.Host + "/api/v1/configmaps?watch=true&timeoutSeconds=" + strconv.Itoa(int(wished.Seconds()))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", program)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("watch: %s", response.Status)
	}
	return response.Body
}
