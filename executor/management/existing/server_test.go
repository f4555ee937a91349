package existing

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/spec"
)

// everything is what a management cluster serves that has all of Cluster API and Sveltos.
var everything = map[string][]string{
	"cluster.x-k8s.io/v1beta2":                {"clusters", "clusterclasses"},
	"controlplane.cluster.x-k8s.io/v1beta2":   {"kubeadmcontrolplanes", "kubeadmcontrolplanetemplates"},
	"bootstrap.cluster.x-k8s.io/v1beta2":      {"kubeadmconfigs", "kubeadmconfigtemplates"},
	"infrastructure.cluster.x-k8s.io/v1beta2": {"devclusters", "devclustertemplates"},
	"config.projectsveltos.io/v1beta1":        {"clusterprofiles"},
}

// without returns everything but some groups.
func without(groups ...string) map[string][]string {
	left := map[string][]string{}
	for groupVersion, resources := range everything {
		left[groupVersion] = resources
		for _, group := range groups {
			if strings.HasPrefix(groupVersion, group+"/") {
				delete(left, groupVersion)
			}
		}
	}
	return left
}

// cluster serves the discovery of an API server, and writes a kubeconfig whose current context leads elsewhere.
func cluster(t *testing.T, serves map[string][]string) (kubeconfig string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	for groupVersion, resources := range serves {
		list := metav1.APIResourceList{
			TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "APIResourceList"}, GroupVersion: groupVersion,
		}
		for _, resource := range resources {
			list.APIResources = append(list.APIResources, metav1.APIResource{Name: resource})
		}
		mux.HandleFunc("/apis/"+groupVersion, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(list)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return writeKubeconfig(t, server.URL)
}

func writeKubeconfig(t *testing.T, server string) string {
	t.Helper()
	directory := t.TempDir()
	path := filepath.Join(directory, "kubeconfig")
	write(t, filepath.Join(directory, "token"), "secret")
	write(t, path, fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: elsewhere
clusters:
- {name: fleet, cluster: {server: "%s"}}
- {name: elsewhere, cluster: {server: "http://127.0.0.1:1"}}
users:
- {name: admin, user: {tokenFile: token}}
contexts:
- {name: fleet, context: {cluster: fleet, user: admin}}
- {name: elsewhere, context: {cluster: elsewhere, user: admin}}
`, server))
	return path
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func labOn(kubeconfig string) *spec.Lab {
	return &spec.Lab{
		Name: "kaas",
		ManagementCluster: spec.ManagementCluster{
			Provider: spec.ProviderExisting, Name: "fleet", Kubeconfig: kubeconfig, Context: "fleet",
		},
		WorkloadClusters: []spec.WorkloadCluster{{Name: "w", Infrastructure: spec.InfrastructureDocker}},
		AddonProfiles:    []spec.AddonProfile{{Name: "p"}},
	}
}
