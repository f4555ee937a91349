package lab

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"k8s.io/client-go/rest"

	"github.com/kaaslab/kaaslab/embedded/internal/apiserver"
	"github.com/kaaslab/kaaslab/embedded/internal/controllers"
	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
	"github.com/kaaslab/kaaslab/embedded/internal/install"
	"github.com/kaaslab/kaaslab/embedded/internal/manifests"
	"github.com/kaaslab/kaaslab/embedded/internal/pki"
	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

// parts is what stages leave for later ones.
type parts struct {
	ports       ports.Set
	listener    net.Listener
	keys        *pki.Files
	client      *rest.Config
	providers   []manifests.Provider
	installer   *install.Installer
	webhook     *install.Webhook
	controllers *controllers.Controllers
}

func (r *run) stages() []stage {
	stages := []stage{
		{"claiming ports and keys", r.claim},
		{"starting etcd", r.startEtcd},
		{"loading what was saved", r.load},
		{"starting the API server", r.startAPIServer},
		{"installing definitions", r.installDefinitions},
	}
	if !r.options.Controllers {
		return append(stages, stage{"removing webhooks of earlier runs", r.installAdmission}, stage{"checking the listening sockets", checkSockets})
	}
	return append(stages,
		stage{"starting Cluster API", r.startControllers},
		stage{"installing webhooks and inventory", r.installProviders},
		stage{"waiting for webhooks", r.proveControllers},
		stage{"serving charts", r.startCharts},
		stage{"looking for add-ons to install", r.startSveltos},
		stage{"waiting for the clusters of an earlier run", r.awaitEarlier},
		stage{"checking the listening sockets", checkSockets},
	)
}

func (r *run) claim(context.Context) error {
	set, listener, err := ports.Claim(r.dir, r.options.APIPort)
	if err != nil {
		return err
	}
	r.parts.ports, r.parts.listener = set, listener
	r.onStop(func() { listener.Close() })
	r.status.SetAPIPort(set.API)
	if r.parts.keys, err = pki.Ensure(filepath.Join(r.dir, "pki"), time.Now()); err != nil {
		return err
	}
	address := url.URL{Scheme: "https", Host: net.JoinHostPort(ports.Host, strconv.Itoa(set.API))}
	r.parts.client = r.clientConfig(address.String())
	if r.options.Controllers {
		r.parts.webhook = &install.Webhook{Port: set.Webhook, CA: r.parts.keys.CACertPEM}
	}
	return r.parts.keys.WriteKubeconfig(filepath.Join(r.dir, "kubeconfig"), r.options.Name, address.String())
}

// clientConfig is for our own clients. They share one machine with the server,
// so a rate limit would only make them wait.
func (r *run) clientConfig(host string) *rest.Config {
	return &rest.Config{
		Host: host,
		TLSClientConfig: rest.TLSClientConfig{
			CAData:   r.parts.keys.CACertPEM,
			CertData: r.parts.keys.AdminCertPEM,
			KeyData:  r.parts.keys.AdminPrivatePEM,
		},
		QPS:           -1,
		UserAgent:     "kaaslab-embedded",
		ContentConfig: rest.ContentConfig{},
	}
}

func (r *run) startEtcd(ctx context.Context) error {
	server, err := etcd.Start(ctx)
	if err != nil {
		return err
	}
	r.onStop(server.Stop)
	go func() {
		if err, ok := <-server.Failed(); ok && err != nil {
			r.failed <- fmt.Errorf("etcd: %w", err)
		}
	}()
	return nil
}

func (r *run) startAPIServer(ctx context.Context) error {
	var err error
	if r.parts.providers, err = manifests.Load(); err != nil {
		return err
	}
	config := apiserver.Config{
		Listener: r.parts.listener, Keys: r.parts.keys, EtcdEndpoint: etcd.Endpoint, Cached: manifests.Stored(r.parts.providers),
	}
	r.background("API server", func(ctx context.Context) error { return apiserver.Run(ctx, config) })
	return apiserver.WaitReady(ctx, r.parts.client)
}

func (r *run) installDefinitions(ctx context.Context) error {
	var err error
	if r.parts.installer, err = install.New(r.parts.client, r.parts.providers); err != nil {
		return err
	}
	if err := r.parts.installer.Namespaces(ctx); err != nil {
		return err
	}
	return r.parts.installer.Definitions(ctx, r.parts.webhook)
}

func (r *run) installAdmission(ctx context.Context) error {
	return r.parts.installer.Admission(ctx, r.parts.webhook)
}
