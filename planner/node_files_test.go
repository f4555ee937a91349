package planner_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

func TestNodeFiles(t *testing.T) {
	registries := []planner.Registry{
		{Host: "docker.io", Mirrors: []string{"http://mirror.example.com:5000", "https://cache.example.com/hub"}, Username: "hub", Password: "p1"},
		{Host: "mirror.example.com:5000", Username: "lab", Password: "p2"},
		{Host: "*", Mirrors: []string{"https://all.example.com/v2"}},
	}
	authority := planner.CertificateAuthority{Name: "Example Root", SHA256: "0123456789abcdef", PEM: "-----BEGIN"}
	proxy := planner.Proxy{HTTPS: "http://proxy.example.com:3128", NoProxy: []string{".example.com"}, Username: "lab"}
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	want := `-- /etc/ssl/certs/kaaslab-0123456789ab.pem (0123456789ab.pem)
-----BEGIN
-- /etc/containerd/certs.d/docker.io/hosts.toml (hosts.docker.io)
[host."http://mirror.example.com:5000"]
  capabilities = ["pull", "resolve"]
  [host."http://mirror.example.com:5000".header]
    Authorization = ["Basic ` + encoded("lab:p2") + `"]
[host."https://cache.example.com/hub"]
  capabilities = ["pull", "resolve"]
  override_path = true
-- /etc/containerd/certs.d/_default/hosts.toml ()
[host."https://all.example.com/v2"]
  capabilities = ["pull", "resolve"]
-- /var/lib/kubelet/config.json (config.json)
{"auths":{"https://index.docker.io/v1/":{"auth":"` + encoded("hub:p1") + `"},"mirror.example.com:5000":{"auth":"` + encoded("lab:p2") + `"}}}
-- /etc/systemd/system/containerd.service.d/proxy.conf (proxy.conf)
[Service]
Environment="HTTPS_PROXY=http://lab:p%%403@proxy.example.com:3128"
Environment="NO_PROXY=localhost,127.0.0.1,::1,.svc,.cluster.local,.example.com"
`
	reach := planner.Reach{Registries: registries, Proxy: proxy, CertificateAuthorities: []planner.CertificateAuthority{authority}}
	if diff := cmp.Diff(want, asText(reach.Files("p@3"))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	for i, file := range reach.Files("another") {
		if got := reach.Files("p@3")[i]; got.Path != file.Path || got.Key != file.Key {
			t.Errorf("a password decides on a file: %s (%s) and %s (%s)", got.Path, got.Key, file.Path, file.Key)
		}
	}
	if files := (planner.Reach{}).Files(""); len(files) > 0 {
		t.Errorf("files of nothing: %v", files)
	}
}

func asText(files []planner.NodeFile) string {
	var text strings.Builder
	for _, f := range files {
		fmt.Fprintf(&text, "-- %s (%s)\n%s\n", f.Path, f.Key, strings.TrimSuffix(f.Content, "\n"))
	}
	return text.String()
}

// TestNodesAskTheCacheFirst for images of every registry, and by http not through the proxy, which does not find it.
func TestNodesAskTheCacheFirst(t *testing.T) {
	lab := labOf(t, `managementCluster: {provider: k3d, registries: [{host: quay.io, mirrors: ["https://quay.example.com"]}]}
imageCache: true
registries: [{host: docker.io, mirrors: ["https://mirror.example.com"]}]
proxy: {http: "http://proxy.example.com:3128", noProxy: [.example.com]}
workloadClusters: [{name: a}]
`)
	const cache = "http://kaaslab-demo-image-cache:5000"
	want := planner.Want(lab)
	management, _ := want.Get(planner.ID{Kind: planner.KindManagementCluster, Name: "demo-management"})
	attrs := management.Attrs.(planner.ManagementCluster)
	registries := []planner.Registry{
		{Host: "docker.io", Mirrors: []string{cache, "https://mirror.example.com"}},
		{Host: "quay.io", Mirrors: []string{cache, "https://quay.example.com"}},
		{Host: "*", Mirrors: []string{cache}},
	}
	if diff := cmp.Diff(registries, attrs.Registries); diff != "" {
		t.Errorf("registries of the management cluster (-want +got):\n%s", diff)
	}
	class := want.Of(planner.KindClusterClass)[0].Attrs.(planner.ClusterClass)
	without := []string{string(attrs.Env["CONTAINERD_NO_PROXY"]), strings.Join(class.Proxy.NoProxy, ",")}
	for _, direct := range without {
		if !strings.HasSuffix(direct, ".example.com,kaaslab-demo-image-cache") {
			t.Errorf("nodes reach without the proxy %q", direct)
		}
	}
	there := want.Of(planner.KindImageCache)[0].Attrs.(planner.ImageCache)
	if len(there.Registries) != 1 || len(there.Registries[0].Mirrors) != 1 || there.Env["HTTP_PROXY"] != "http://proxy.example.com:3128" {
		t.Errorf("the cache is told of %+v, by %v", there.Registries, there.Env)
	}
}
