package main

// backingSource is added to the package of the in-memory clusters' server. It
// lets clusters have a real API behind their port: all that is not etcd goes to
// a handler that the manager gives, and clients are asked for certificates.
const backingSource = `package server

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// waiting is how soon a cluster that is not prepared is looked at again.
const waiting = 300 * time.Millisecond

// Later is the result of a reconciliation that has to wait.
func Later(err error) (ctrl.Result, error) {
	if err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{RequeueAfter: waiting}, nil
}

// Backing is implemented by managers that keep what some clusters hold elsewhere.
type Backing interface {
	// Prepare returns false until the cluster can be reconciled.
	Prepare(ctx context.Context, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error)
	// Release returns false until nothing of the cluster is left.
	Release(ctx context.Context, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error)
	// Handler serves a cluster's API, nil if the fake of this package does.
	Handler(resourceGroup string) http.Handler
	// UseFake is told the fake, for what is faked in all clusters.
	UseFake(fake http.Handler)
}

// Prepare returns false until the cluster can be reconciled.
func Prepare(ctx context.Context, manager any, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error) {
	if b, ok := manager.(Backing); ok {
		return b.Prepare(ctx, cluster, infrastructure)
	}
	return true, nil
}

// Release returns false until nothing of the cluster is left.
func Release(ctx context.Context, manager any, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error) {
	if b, ok := manager.(Backing); ok {
		return b.Release(ctx, cluster, infrastructure)
	}
	return true, nil
}

// backing returns the handler of the cluster that serves at an address of ours.
func (m *WorkloadClustersMux) backing(address net.Addr) http.Handler {
	b, ok := m.manager.(Backing)
	if !ok || address == nil {
		return nil
	}
	_, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return nil
	}
	m.lock.RLock()
	wcl := m.workloadClusterListeners[m.workloadClusterNameByPort[port]]
	m.lock.RUnlock()
	if wcl == nil || wcl.ResourceGroup() == "" {
		return nil
	}
	return b.Handler(wcl.ResourceGroup())
}

// backed hands requests on by the port that they came in at, and not by their
// Host header, which the client chooses.
func (m *WorkloadClustersMux) backed(fake http.Handler) http.Handler {
	if b, ok := m.manager.(Backing); ok {
		b.UseFake(fake)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		if h := m.backing(address); h != nil {
			r.Host = address.String()
			h.ServeHTTP(w, r)
			return
		}
		fake.ServeHTTP(w, r)
	})
}

// askForCertificates returns how to shake hands with clients of clusters that
// have a real API, and nil for all others.
func (m *WorkloadClustersMux) askForCertificates() func(*tls.ClientHelloInfo) (*tls.Config, error) {
	asking := &tls.Config{
		GetCertificate: m.getCertificate,
		MinVersion:     tls.VersionTLS12,
		ClientAuth:     tls.RequestClientCert,
		NextProtos:     []string{"h2", "http/1.1"},
	}
	return func(info *tls.ClientHelloInfo) (*tls.Config, error) {
		if m.backing(info.Conn.LocalAddr()) == nil {
			return nil, nil
		}
		return asking, nil
	}
}
`
