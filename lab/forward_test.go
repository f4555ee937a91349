package lab

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/forward"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// TestForward brings a Service and a page to this machine, as far as that is decided here; executor/forward has the connections.
func TestForward(t *testing.T) {
	wanted, _, err := spec.Parse("forward", []byte(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: forward
managementCluster: {provider: k3d}
workloadClusters: [{name: one, infrastructure: docker, labels: {web: here}}]
addonProfiles:
- name: web
  clusterSelector: {matchLabels: {web: here}}
  helmCharts: [{repositoryURL: https://x.example.com, chart: x/x, version: 1.0.0, release: x, namespace: web}]
  open: [{name: shop, namespace: web, service: front, port: 80, path: /cart}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := New(wanted, Options{StateDir: t.TempDir(), CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var asked forward.Options
	l.lab.Forward = func(_ context.Context, o forward.Options) (string, <-chan struct{}, error) {
		asked = o
		if o.Service.Name == "none" {
			return "", nil, fault.Errorf(fault.PageUnreachable, "the cluster has no such Service")
		}
		return fmt.Sprintf("127.0.0.1:%d", max(o.Port, 40000)), nil, nil
	}
	if _, err := l.Forward(t.Context(), ForwardOptions{Page: "shop"}); fault.Of(err) != fault.NoKubeconfig {
		t.Errorf("a cluster that is not there yet: %v", err)
	}
	path := l.lab.Dir.Kubeconfig("one")
	if err := l.lab.Dir.WriteFile(path, []byte("a kubeconfig"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o         ForwardOptions
		want, err string
	}{
		{o: ForwardOptions{Page: "shop"}, want: "web/front:80 at http://127.0.0.1:40000/cart"},
		{o: ForwardOptions{Page: "shop", Cluster: "one", LocalPort: 50000}, want: "web/front:80 at http://127.0.0.1:50000/cart"},
		{o: ForwardOptions{Cluster: "one", Namespace: "a", Service: "b", Port: 1}, want: "a/b:1 at 127.0.0.1:40000"},
		{o: ForwardOptions{Cluster: "one", Namespace: "a", Service: "none", Port: 1}, err: "no such Service"},
		{o: ForwardOptions{Cluster: "two", Namespace: "a", Service: "b", Port: 1}, err: "no cluster"},
		{o: ForwardOptions{Page: "ship"}, err: "pages are shop"},
		{o: ForwardOptions{Page: "shop", LocalPort: 70000}, err: "70000 is none"},
	} {
		f, err := l.Forward(t.Context(), c.o)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) || Code(err) == "" {
				t.Errorf("%+v: %v", c.o, err)
			}
			continue
		}
		at := f.URL
		if at == "" {
			at = f.Address
		}
		if got := asked.Service.String() + " at " + at; err != nil || got != c.want || asked.Kubeconfig != path {
			t.Errorf("%+v: %s (%v), want %s", c.o, got, err, c.want)
		}
	}
}
