package scenario

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/e2e/internal/authority"
)

// reach is a mirror and a proxy on this host, which give nothing and remember what they were asked for. The mirror is one of https whose
// certificate no machine trusts by itself.
type reach struct {
	Mirror, Proxy, Host string
	password            string
	authority           []byte // in PEM

	mu    sync.Mutex
	asked []string
}

func newReach(t *testing.T, host string) *reach {
	t.Helper()
	root, err := authority.New("Root of the scenario")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := root.Certificate(host)
	if err != nil {
		t.Fatal(err)
	}
	r := &reach{Host: host, password: "s3cret-of-nodes", authority: root.PEM}
	mirror, proxy := httptest.NewUnstartedServer(r), httptest.NewUnstartedServer(r)
	mirror.TLS = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}
	r.Mirror, r.Proxy = listen(t, mirror, host), listen(t, proxy, host)
	mirror.StartTLS()
	proxy.Start()
	t.Cleanup(mirror.Close)
	t.Cleanup(proxy.Close)
	return r
}

// listen has a server listen on an address of this host, which it returns.
func listen(t *testing.T, server *httptest.Server, host string) string {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	_ = server.Listener.Close()
	server.Listener = listener
	return listener.Addr().String()
}

func (r *reach) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	login, asked := request.Header.Get("Authorization"), "mirror "+request.URL.Path
	if request.Method == http.MethodConnect {
		login, asked = request.Header.Get("Proxy-Authorization"), "proxy "+request.Host
	}
	if login != r.login() {
		asked += " without the login"
	}
	r.mu.Lock()
	r.asked = append(r.asked, asked)
	r.mu.Unlock()
	w.WriteHeader(http.StatusNotFound)
}

func (r *reach) encoded() string {
	return base64.StdEncoding.EncodeToString([]byte("lab:" + r.password))
}
func (r *reach) login() string { return "Basic " + r.encoded() }

func (r *reach) was(asked string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.asked, asked) {
		return fmt.Errorf("asked for %q, not %q", r.asked, asked)
	}
	return nil
}

// registriesAsked runs pods whose images no node has: of a registry with a mirror, whose certificate nodes have to trust, and of one
// without.
func registriesAsked(l *lab) {
	pods := l.client(l.Clusters[first].Name).CoreV1().Pods("default")
	for _, image := range []string{"docker.io/e2e/mirrored:v1", "proxied.example.com/e2e/proxied:v1"} {
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{GenerateName: "asks-"},
			Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "asks", Image: image}}},
		}
		made, err := pods.Create(l.Context(), pod, metav1.CreateOptions{})
		if err != nil {
			l.Fatal(err)
		}
		defer func() { _ = pods.Delete(l.Context(), made.Name, metav1.DeleteOptions{GracePeriodSeconds: new(int64)}) }()
	}
	for _, asked := range []string{"mirror /v2/e2e/mirrored/manifests/v1", "proxy registry-1.docker.io:443", "proxy proxied.example.com:443"} {
		eventually(l, settling, "nodes ask for "+asked, func() error { return l.Reach.was(asked) })
	}
}
