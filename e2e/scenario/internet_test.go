package scenario

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/e2e/internal/daemon"
	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
	"github.com/kaaslab/kaaslab/e2e/internal/internet"
	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// pullingDir holds the daemon of labs that pull: the other one has all images.
const pullingDir = "/var/lib/kaaslab-e2e-pulls"

// pulls is how a lab gets its images and charts from the internet, which is a stand-in on this machine.
type pulls struct {
	*internet.Internet
	Registry string // of add-ons, which wants a login
	Proxy    string // for nodes
	Charts   string // the repository of an add-on's chart
	here     string // for this machine
	password string
}

const (
	// chartAddress is where Sveltos' chart is.
	chartAddress = "charts.example.com/projectsveltos-" + imageset.Sveltos + ".tgz"
	// listAddress is where the images are listed that k3s itself runs.
	listAddress = "github.com/k3s-io/k3s/releases/download/" + imageset.Kubernetes + "+k3s1/k3s-images.txt"
)

// newPulls starts an internet, and a daemon that has nothing and knows no other way out.
func newPulls(t *testing.T) (*world, *pulls) {
	t.Helper()
	w := *newWorld(t)
	images, err := imageset.Public(t.Context(), imageset.Options{Host: w.host, Log: say})
	if err != nil {
		t.Fatal(err)
	}
	net, err := internet.New(images)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = net.Close() })
	p := &pulls{Internet: net, Registry: imageset.PrivateRegistry, password: "s3cret-of-add-ons"}
	net.Fails(internet.Fault{Host: p.Registry, Login: "lab:" + p.password, Status: http.StatusUnauthorized, Code: "UNAUTHORIZED", Reason: "authentication required"})
	chart := w.built.Chart
	net.File(listAddress, http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, strings.Join(imageset.OfK3s, "\n"))
	}))
	p.Charts = "charts.example.com/addons"
	if err := p.serveNotice(); err != nil {
		t.Fatal(err)
	}
	net.File(chartAddress, http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) { _ = imageset.PackChart(answer, chart) }))
	if p.here, err = net.Proxy(t.Context(), "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	w.standAside(t)
	w.daemon, w.host = p.daemon(t)
	w.built.Chart, w.built.Addons = "https://"+chartAddress, "./addons" // which writeAddons writes
	return &w, p
}

// serveNotice is a repository with one chart, which Sveltos has to fetch, and whose add-on has no image.
func (p *pulls) serveNotice() error {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	tree := oci.NewTree(zipped)
	err := errors.Join(
		tree.File("notice/Chart.yaml", 0o644, []byte("apiVersion: v2\nname: notice\nversion: 1.0.0\n")),
		tree.File("notice/templates/notice.yaml", 0o644, []byte(notice)),
		tree.Close(), zipped.Close())
	p.File(p.Charts+"/index.yaml", http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(answer, "apiVersion: v1\nentries:\n  notice:\n  - {apiVersion: v2, name: notice, version: 1.0.0, urls: [https://%s/notice-1.0.0.tgz]}\n", p.Charts)
	}))
	p.File(p.Charts+"/notice-1.0.0.tgz", http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) { _, _ = answer.Write(packed.Bytes()) }))
	return err
}

// standAside stops the daemon of other scenarios meanwhile: two share a bridge and its rules.
func (w *world) standAside(t *testing.T) {
	t.Helper()
	if !w.ownsDaemon() {
		return
	}
	other := w.daemon
	if err := other.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := other.Up(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// daemon is one whose only way out is the internet.
func (p *pulls) daemon(t *testing.T) (daemon.Daemon, string) {
	t.Helper()
	own := daemon.Daemon{Dir: pullingDir, Env: p.environment(t)}
	if err := own.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Purge(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return own, own.Host()
}

// environment is that of Docker on this machine. kaaslab has it from the lab file.
func (p *pulls) environment(t *testing.T) []string {
	t.Helper()
	authority := filepath.Join(t.TempDir(), "internet.pem")
	if err := os.WriteFile(authority, p.Authority(), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"HTTPS_PROXY=" + p.here, "HTTP_PROXY=", "NO_PROXY=", "SSL_CERT_FILE=" + authority}
}

// writeAddons puts manifests beside the lab file whose images are in the registry that wants a login.
func (l *lab) writeAddons() {
	l.Helper()
	if err := os.MkdirAll(filepath.Join(l.dir, "addons"), 0o700); err != nil {
		l.Fatal(err)
	}
	for _, name := range []string{"cni", "webserver"} {
		text, err := imageset.PrivateAddon(name)
		if err != nil {
			l.Fatal(err)
		}
		l.writeFile(filepath.Join("addons", name+".yaml"), []byte(text))
	}
}
