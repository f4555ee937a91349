package apiserver

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/keyutil"

	"github.com/kaaslab/kaaslab/embedded/internal/apiserver"
	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
)

// host has a store of its own, below the working directory.
func host(t *testing.T) *Host {
	t.Helper()
	t.Chdir(t.TempDir())
	running, err := etcd.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := NewHost(etcd.Endpoint)
	t.Cleanup(func() {
		h.Close()
		running.Stop()
	})
	apiserver.FailHooksAlone()
	return h
}

// clusterOf is what a cluster of a version has, with keys of its own.
func clusterOf(t *testing.T, name, kubernetes string) Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "service-account.key")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return Config{Prefix: "/simulated/" + name, Kubernetes: kubernetes, Authority: authority(t), ServiceAccountKey: path, Services: "10.96.0.0/16"}
}

func serve(t *testing.T, h *Host, config Config) (*Server, kubernetes.Interface) {
	t.Helper()
	s, err := h.Start(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	if err := apiserver.WaitReady(t.Context(), s.Client()); err != nil {
		t.Fatal(err)
	}
	kube, err := kubernetes.NewForConfig(s.Client())
	if err != nil {
		t.Fatal(err)
	}
	return s, kube
}

// served are kinds with their versions, as discovery names them.
func served(t *testing.T, kube kubernetes.Interface) sets.Set[string] {
	t.Helper()
	_, all, err := kube.Discovery().ServerGroupsAndResources()
	if err != nil {
		t.Fatal(err)
	}
	names := sets.New[string]()
	for _, group := range all {
		for _, resource := range group.APIResources {
			names.Insert(group.GroupVersion + " " + resource.Name)
		}
	}
	return names
}

// TestServersOfOneProcessHaveTheirOwnRelease starts one of each release that can
// be emulated, all at once.
func TestServersOfOneProcessHaveTheirOwnRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("starts API servers")
	}
	h := host(t)
	for _, c := range []struct {
		kubernetes string
		has, lacks []string
	}{
		{"v1.36.1", []string{"resource.k8s.io/v1 resourceclaims", "admissionregistration.k8s.io/v1 mutatingadmissionpolicies", "storage.k8s.io/v1 volumeattributesclasses"}, nil},
		{"v1.35.2", []string{"resource.k8s.io/v1 resourceclaims", "storage.k8s.io/v1 volumeattributesclasses"}, []string{"admissionregistration.k8s.io/v1 mutatingadmissionpolicies"}},
		{"v1.34.7", []string{"resource.k8s.io/v1 resourceclaims", "storage.k8s.io/v1 volumeattributesclasses"}, []string{"admissionregistration.k8s.io/v1 mutatingadmissionpolicies"}},
		{"v1.33.0", []string{"apps/v1 deployments", "networking.k8s.io/v1 servicecidrs"}, []string{"resource.k8s.io/v1 resourceclaims", "admissionregistration.k8s.io/v1 mutatingadmissionpolicies", "storage.k8s.io/v1 volumeattributesclasses"}},
	} {
		_, kube := serve(t, h, clusterOf(t, c.kubernetes, c.kubernetes))
		if version, err := kube.Discovery().ServerVersion(); err != nil || version.GitVersion != c.kubernetes {
			t.Errorf("/version of a cluster of %s: %v, %v", c.kubernetes, version, err)
		}
		all := served(t, kube)
		if !all.HasAll(c.has...) || all.HasAny(c.lacks...) {
			t.Errorf("a cluster of %s serves %v; want %v, and none of %v", c.kubernetes, sets.List(all), c.has, c.lacks)
		}
		document, err := kube.Discovery().OpenAPIV3().Paths()
		if err != nil {
			t.Fatal(err)
		}
		if _, found := document["apis/resource.k8s.io/v1"]; found != all.Has("resource.k8s.io/v1 resourceclaims") {
			t.Errorf("a cluster of %s describes resource.k8s.io/v1: %v", c.kubernetes, found)
		}
	}
	if serve(t, h, clusterOf(t, "another", "v1.35.9")); len(h.library.releases) != 4 {
		t.Errorf("there are documents of %d releases, want one each of 4", len(h.library.releases))
	}
}

// TestUpgradedServerHasEverything upgrades one of the oldest release.
func TestUpgradedServerHasEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("starts API servers")
	}
	h, config := host(t), clusterOf(t, "one", "v1.33.4")
	for _, step := range []string{"v1.33.4", "v1.34.1"} {
		config.Kubernetes = step
		s, kube := serve(t, h, config)
		if version, err := kube.Discovery().ServerVersion(); err != nil || version.GitVersion != step {
			t.Errorf("/version after the upgrade to %s: %v, %v", step, version, err)
		}
		maps := kube.CoreV1().ConfigMaps("default")
		if _, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "of-" + step}}, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		if _, err := maps.Get(t.Context(), "of-v1.33.4", metav1.GetOptions{}); err != nil {
			t.Errorf("after the upgrade to %s: %v", step, err)
		}
		s.Stop()
	}
}

// TestWatchesEndWithTheServer is about requests that another server took in, as
// the port of a cluster does: nobody closes their connections.
func TestWatchesEndWithTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an API server")
	}
	s, _ := serve(t, host(t), clusterOf(t, "one", "v1.36.1"))
	front := httptest.NewUnstartedServer(s.Handler())
	front.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	front.StartTLS()
	defer front.Close()
	through := s.Client()
	through.Host, through.CAData, through.Insecure = front.URL, nil, true
	kube, err := kubernetes.NewForConfig(through)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := kube.CoreV1().ConfigMaps("default").Watch(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	s.Stop()
	for limit := time.After(time.Minute); ; {
		select {
		case _, more := <-watch.ResultChan():
			if !more {
				return
			}
		case <-limit:
			t.Fatal("a watch goes on without its server")
		}
	}
}

func TestDocumentsGoWithTheLastServerOfTheirRelease(t *testing.T) {
	l := library{releases: map[string]*documents{"1.34": {servers: 1}, "1.35": {servers: 2}}}
	for _, c := range []struct {
		ends string
		left []string
	}{
		{"1.35", []string{"1.34", "1.35"}},
		{"1.34", []string{"1.35"}},
		{"1.35", []string{"1.35"}}, // the next cluster will want them
	} {
		l.drop(c.ends)
		if left := sets.List(sets.KeySet(l.releases)); !slices.Equal(left, c.left) {
			t.Errorf("after one of %s ended there are documents of %v, want %v", c.ends, left, c.left)
		}
	}
}
