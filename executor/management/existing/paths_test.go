package existing

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// guarded serves discovery over TLS to who shows the token, or the certificate, of a user. It writes a kubeconfig that names
// everything by relative paths.
func guarded(t *testing.T, user string) (kubeconfig string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	for groupVersion, resources := range everything {
		list := metav1.APIResourceList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "APIResourceList"}, GroupVersion: groupVersion}
		for _, resource := range resources {
			list.APIResources = append(list.APIResources, metav1.APIResource{Name: resource})
		}
		mux.HandleFunc("/apis/"+groupVersion, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(list)
		})
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" && len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)

	dir := filepath.Join(t.TempDir(), "team")
	if err := os.MkdirAll(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	certificate := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "ca.crt"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]})))
	write(t, filepath.Join(dir, "files", "key"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	write(t, filepath.Join(dir, "files", "token"), "secret")
	program := filepath.Join(dir, "files", "login")
	write(t, program, `#!/bin/sh
echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "secret"}}'
`)
	if err := os.Chmod(program, 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kubeconfig")
	write(t, path, fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: fleet, cluster: {server: "%s", certificate-authority: ca.crt}}]
users: [{name: admin, user: %s}]
contexts: [{name: fleet, context: {cluster: fleet, user: admin}}]
`, server.URL, user))
	return path
}

// TestFilesBesideTheKubeconfigAreFound: wherever kaaslab runs, and in the file that people get as well.
func TestFilesBesideTheKubeconfigAreFound(t *testing.T) {
	for name, user := range map[string]string{
		"certificate": "{client-certificate: ./ca.crt, client-key: ./files/key}",
		"token":       "{tokenFile: files/token}",
		"program":     "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./files/login, interactiveMode: Never}}",
	} {
		t.Run(name, func(t *testing.T) {
			path := guarded(t, user)
			t.Chdir(t.TempDir())
			lab := labOn(path)
			if _, err := (&Handler{}).Observe(t.Context(), planner.Want(lab)); err != nil {
				t.Errorf("observe: %v", err)
			}
			client, err := kube.NewAccess(kube.Options{Kubeconfig: path, Context: "fleet"}).Client()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.ResourceFor(t.Context(), "cluster.x-k8s.io/v1beta2", "Cluster"); err != nil && !strings.Contains(err.Error(), "knows no kind") {
				t.Errorf("access: %v", err)
			}
			content, err := Kubeconfig(path, "fleet")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(content), "ca.crt") || strings.Contains(string(content), " ./") {
				t.Errorf("the file that people get is not whole:\n%s", content)
			}
			got := filepath.Join(t.TempDir(), "kubeconfig")
			write(t, got, string(content))
			config, err := clientcmd.BuildConfigFromFlags("", got)
			if err != nil {
				t.Fatal(err)
			}
			if config.CAFile != "" || config.KeyFile != "" || config.BearerTokenFile != "" && !filepath.IsAbs(config.BearerTokenFile) ||
				config.ExecProvider != nil && !filepath.IsAbs(config.ExecProvider.Command) {
				t.Errorf("the file that people get names others: %+v", config)
			}
		})
	}
}
