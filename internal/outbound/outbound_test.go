package outbound

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/net/http/httpproxy"

	"github.com/kaaslab/kaaslab/spec"
)

func onDocker(proxy spec.Proxy) *spec.Lab {
	return &spec.Lab{ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d}, Proxy: proxy}
}

// TestTheProxyOfTheLabIsAsked with its login, unless the machine has one of its own, or the lab runs without Docker.
func TestTheProxyOfTheLabIsAsked(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	lab := onDocker(spec.Proxy{HTTP: "http://proxy.example.com:3128", NoProxy: []string{"near.example.com"}, Username: "lab", Password: "s3cret"})
	for address, want := range map[string]string{
		"http://far.example.com/": "http://lab:s3cret@proxy.example.com:3128", "http://near.example.com/": "", "http://127.0.0.1/": "", "https://far.example.com/": "",
	} {
		request, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		proxy, err := Transport(lab).Proxy(request)
		if got := ""; err != nil || proxy != nil && proxy.String() != want || proxy == nil && want != got {
			t.Errorf("%s goes through %v (%v), want %q", address, proxy, err, want)
		}
	}
	if got := Through(lab, httpproxy.Config{}); got != lab.Proxy.HTTP {
		t.Errorf("through %q", got)
	}
	if got := Through(lab, httpproxy.Config{HTTPSProxy: "http://own.example.com"}); got != "" {
		t.Errorf("a machine with a proxy of its own goes through %q", got)
	}
	t.Setenv("HTTPS_PROXY", "http://own.example.com")
	if Transport(lab) != nil {
		t.Error("the proxy of the lab goes before that of the machine")
	}
	embedded := &spec.Lab{ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderEmbedded}, Proxy: lab.Proxy}
	if Transport(embedded) != nil || Transport(onDocker(spec.Proxy{})) != nil {
		t.Error("a lab that says nothing, or runs without Docker, has another way out than the machine")
	}
}

// TestWhomTheLabTrusts is trusted by what it downloads, and by nothing else.
func TestWhomTheLabTrusts(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	lab := onDocker(spec.Proxy{})
	get := func() error {
		answer, err := Client(Transport(lab)).Get(server.URL)
		if err == nil {
			_ = answer.Body.Close()
		}
		return err
	}
	if get() == nil {
		t.Error("a stranger is trusted")
	}
	lab.Authorities = []spec.CertificateAuthority{{Name: "own", PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))}}
	if err := get(); err != nil {
		t.Error(err)
	}
}
