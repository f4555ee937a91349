package integration

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// TestBareServer is about a lab without controllers, and about ports that are
// taken when it starts again.
func TestBareServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an API server")
	}
	// Deeper than the path of a Unix socket may be.
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30), "lab")
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--controllers=false")
	for _, name := range []string{"default", "projectsveltos"} {
		if err := p.client().Get(context.Background(), client.ObjectKey{Name: name}, &corev1.Namespace{}); err != nil {
			t.Error(err)
		}
	}
	for _, kind := range []string{"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"} {
		gvk := schema.GroupVersionKind{Group: "admissionregistration.k8s.io", Version: "v1", Kind: kind}
		if got := list(t, p.client(), gvk); len(got) > 0 {
			t.Errorf("%d objects of kind %s without anybody to answer", len(got), kind)
		}
	}
	if err := p.client().Create(context.Background(), cluster("default", "stored")); err != nil {
		t.Errorf("a cluster cannot be stored: %v", err)
	}
	s, err := p.status()
	if err != nil {
		t.Fatal(err)
	}
	if code := p.terminate(15 * time.Second); code != 0 {
		t.Errorf("exit code %d, want 0:\n%s", code, p.tail())
	}
	takenPort(t, dir, s.APIPort)
}

func takenPort(t *testing.T, dir string, port int) {
	thief, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer thief.Close()
	p := launch(t, dir, "--controllers=false")
	if code := p.wait(10 * time.Second); code == 0 {
		t.Error("the program ended as if all were well")
	}
	if want := "api port " + strconv.Itoa(port) + " is taken"; !strings.Contains(p.tail(), want) {
		t.Errorf("the error does not say %q: %s", want, p.tail())
	}
}
