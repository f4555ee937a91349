package cli

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// breaking is a proxy before an API server that breaks one connection in the middle of an answer.
type breaking struct {
	proxy *httputil.ReverseProxy

	mu     sync.Mutex
	calls  int // since it was last set
	victim int // the call that is broken, from 1
}

func newBreaking(t *testing.T, config *rest.Config) (*breaking, string) {
	t.Helper()
	target, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		t.Fatal(err)
	}
	b := &breaking{proxy: httputil.NewSingleHostReverseProxy(target)}
	b.proxy.Transport, b.proxy.FlushInterval = transport, -1
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	return b, server.URL
}

// set begins to count anew, and returns how many calls there were.
func (b *breaking) set(victim int) (calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	calls, b.calls, b.victim = b.calls, 0, victim
	return calls
}

func (b *breaking) breaks() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	return b.calls == b.victim
}

func (b *breaking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !b.breaks() {
		b.proxy.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Length", "1000000")
	_, _ = w.Write([]byte(`{"apiVersion":`))
	w.(http.Flusher).Flush() // with nothing of an answer the client's library would ask again by itself
	panic(http.ErrAbortHandler)
}

// TestNoBrokenConnectionFailsAPlan breaks each connection that a plan makes, one plan after the other.
func TestNoBrokenConnectionFailsAPlan(t *testing.T) {
	t.Parallel() // it waits more than it works
	own := newLabTest(t, "embedded")
	own.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	own.must(0, "apply", "--yes")
	config, err := clientcmd.RESTConfigFromKubeConfig([]byte(own.must(0, "kubeconfig")))
	if err != nil {
		t.Fatal(err)
	}
	proxy, address := newBreaking(t, config)
	team := newLabTest(t, "embedded")
	file := clientcmdapi.NewConfig()
	file.Clusters["c"] = &clientcmdapi.Cluster{Server: address}
	file.AuthInfos["nobody"] = &clientcmdapi.AuthInfo{} // the proxy has the credentials
	file.Contexts["management"] = &clientcmdapi.Context{Cluster: "c", AuthInfo: "nobody"}
	if err := clientcmd.WriteToFile(*file, filepath.Join(team.dir, "management.kubeconfig")); err != nil {
		t.Fatal(err)
	}
	object := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: broken}\ndata: {a: b}\n"
	if err := os.WriteFile(filepath.Join(team.dir, "object.yaml"), []byte(object), 0o600); err != nil {
		t.Fatal(err)
	}
	team.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: team\n" +
		"managementCluster: {provider: existing, kubeconfig: ./management.kubeconfig, context: management}\n" +
		"workloadClusters: [{name: broken-one, infrastructure: inMemory, manifests: [./object.yaml]}]\n")
	team.must(0, "apply", "--yes")

	proxy.set(0)
	want := team.must(0, "plan", "--detailed-exitcode")
	calls := proxy.set(0)
	if calls < 5 {
		t.Fatalf("a plan makes %d calls only; is the proxy in between?", calls)
	}
	for victim := 1; victim <= calls; victim++ {
		proxy.set(victim)
		r := team.run("plan", "--detailed-exitcode")
		if r.code != 0 || r.stdout != want || !strings.Contains(r.stderr, "looking again: ") {
			t.Errorf("call %d of %d broken: exit code %d\n%s%s", victim, calls, r.code, r.stdout, r.stderr)
		}
	}
	t.Log("a plan makes " + strconv.Itoa(calls) + " calls")
}
