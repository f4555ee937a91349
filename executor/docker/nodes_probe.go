package docker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
)

// probeTime bounds one question to an API server. On a busy machine of two processors a good one was seen to take more than three seconds.
const probeTime = 15 * time.Second

// authority is where kubeadm has the certificate with which a cluster signs its own.
const authority = "/etc/kubernetes/pki/ca.crt"

// serverName is in every certificate of an API server that kubeadm makes.
const serverName = "kubernetes"

// manifest is there once kubeadm has got as far as the API server, which then starts with its node.
const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml"

// errNotBegun is the error of a cluster that has no API server yet: Cluster API was interrupted before it made one, and
// has to go on first.
var errNotBegun = fault.Errorf(fault.ServerUnreachable, "it has no API server yet")

// probe asks the cluster's API server, through its load balancer, whether it is ready.
func (h *Nodes) probe(ctx context.Context, api engine.API, c cluster) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	roots, err := rootsOf(ctx, api, c)
	if err != nil {
		return err
	}
	address, err := h.published(ctx, api, c)
	if err != nil {
		return err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: serverName, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+address+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return poll.WithoutAddresses(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fault.Errorf(fault.ServerUnreachable, "%s", response.Status)
	}
	return nil
}

// rootsOf returns what the API server's certificate is checked with, from a control plane that has an API server.
func rootsOf(ctx context.Context, api engine.API, c cluster) (*x509.CertPool, error) {
	for _, node := range c.own {
		if node.Labels[labelRole] != roleControlPlane {
			continue
		}
		if _, err := engine.ReadFile(ctx, api, node.ID, manifest); errdefs.IsNotFound(err) {
			continue
		}
		certificate, err := engine.ReadFile(ctx, api, node.ID, authority)
		if err != nil {
			return nil, err
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(certificate)
		return roots, nil
	}
	return nil, errNotBegun
}
