package install

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// authorities are the ones of a lab with one certificate.
func authorities(t *testing.T) []planner.CertificateAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Root"}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	read, err := spec.ReadCertificateAuthorities(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	return planner.CertificateAuthoritiesOf(read)
}

// controllerThere is the Deployment in the cluster.
func controllerThere(t *testing.T) appsv1.Deployment {
	t.Helper()
	live, err := deploymentsOf(t).Get(t.Context(), downloader, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var d appsv1.Deployment
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(live.Object, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTheControllerIsToldHowItGetsOut tells it of a proxy and a certificate, reads both back, brings back what was deleted, and takes them
// away again. The password is in a Secret alone.
func TestTheControllerIsToldHowItGetsOut(t *testing.T) {
	lab := testLab(writeChart(t, "1.2.3"))
	r, h := sveltosOf(lab), newHandler(t)
	plain := r.Attrs.(planner.Sveltos)
	apply := func(attrs planner.Sveltos) {
		t.Helper()
		r.Attrs = attrs
		if err := h.Apply(t.Context(), r, func(string) {}); err != nil {
			t.Fatal(err)
		}
		if changes := planner.Diff(readAttrs(last(t, h), attrs.Chart), attrs); len(changes) > 0 {
			t.Errorf("after the apply it differs: %+v", changes)
		}
	}
	apply(plain)
	told := plain
	told.Env = map[string]planner.Hidden{"HTTPS_PROXY": "http://lab:s3cret@proxy.example.com:3128", "NO_PROXY": "10.0.0.0/8"}
	told.CertificateAuthorities = authorities(t)
	apply(told)
	pod := controllerThere(t).Spec.Template
	container := pod.Spec.Containers[0]
	if len(container.EnvFrom) != 1 || container.EnvFrom[0].SecretRef.Name != proxySecret || len(container.VolumeMounts) != 1 || len(pod.Spec.Volumes) != 1 ||
		len(container.Env) != 1 || !strings.HasSuffix(container.Env[0].Value, trustDirectory) || len(container.Args) != 2 {
		t.Errorf("the controller is told %+v, with volumes %+v", container, pod.Spec.Volumes)
	}
	if whole := controllerThere(t); strings.Contains(whole.String(), "s3cret") {
		t.Error("the password is in the Deployment")
	}

	secrets := kubetest.Store(t).Dynamic(t).Resource(schema.GroupVersionResource{Version: "v1", Resource: "secrets"}).Namespace(namespace)
	if err := secrets.Delete(t.Context(), proxySecret, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	settle(t, 1)
	if observed, err := h.Observe(t.Context(), planner.Want(lab)); err != nil || !strings.Contains(observed[0].Detail, "Secret projectsveltos/kaaslab-proxy is missing") {
		t.Errorf("without its Secret: %+v, %v", observed, err)
	}
	apply(told)
	if _, err := secrets.Get(t.Context(), proxySecret, metav1.GetOptions{}); err != nil {
		t.Error(err)
	}

	before := controllerThere(t).Spec.Template.Annotations[revisionAnnotation]
	told.Env = map[string]planner.Hidden{"HTTPS_PROXY": "http://lab:0ther@proxy.example.com:3128"}
	apply(told)
	if after := controllerThere(t).Spec.Template.Annotations[revisionAnnotation]; before == "" || after == before {
		t.Errorf("the controller goes on with the old password: revision %q, then %q", before, after)
	}
	apply(plain)
	if container := controllerThere(t).Spec.Template.Spec.Containers[0]; len(container.EnvFrom)+len(container.Env)+len(container.VolumeMounts) > 0 {
		t.Errorf("it is still told %+v", container)
	}
	if err := h.Delete(t.Context(), r, func(string) {}); err != nil {
		t.Fatal(err)
	}
}

// TestAChartWithoutTheControllerIsRefused rather than left without a proxy.
func TestAChartWithoutTheControllerIsRefused(t *testing.T) {
	d := downloads{Sveltos: planner.Sveltos{Version: "9.9.9", Env: map[string]planner.Hidden{"HTTPS_PROXY": "http://proxy.example.com"}}}
	_, err := d.Run(bytes.NewBufferString("kind: Deployment\nmetadata: {name: other}\n"))
	if fault.Of(err) != fault.HelmRelease || !strings.Contains(err.Error(), "no Deployment addon-controller") {
		t.Errorf("got %v", err)
	}
}
