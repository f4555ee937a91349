package docker

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// certificate signs itself for the name that kubeadm gives every API server.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, DNSNames: []string{serverName},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestProbe asks an API server through the port that the load balancer publishes, and believes only the cluster's own
// certificate.
func TestProbe(t *testing.T) {
	pair, authorityPEM := certificate(t)
	var status atomic.Int32
	var shown atomic.Pointer[tls.Certificate]
	status.Store(http.StatusOK)
	shown.Store(&pair)
	var busy atomic.Bool
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if busy.Load() {
			select {
			case <-time.After(4 * time.Second): // as seen of a good one on a busy machine
			case <-r.Context().Done():
			}
		}
		w.WriteHeader(int(status.Load()))
	}))
	server.TLS = &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return shown.Load(), nil }}
	server.StartTLS()
	defer server.Close()
	port := strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)

	d := dockertest.Memory()
	lab := newLab("a")
	makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
	makeVolume(t, d, engine.VolumeName(lab.Name), volumeLabels(lab))
	d.Create(t, dockertest.Container{Name: "a-lb", Labels: kindLabels("a", roleLoadBalancer), Network: lab.Peering.Network, Publish: apiPort, Port: port})
	d.Create(t, dockertest.Container{
		Name: "a-x7z", Labels: kindLabels("a", roleControlPlane), Network: lab.Peering.Network,
		Volume: engine.VolumeName(lab.Name) + ":" + spec.OwnerPath, Files: map[string]string{authority: authorityPEM, manifest: ""},
	})
	// One that Cluster API has not begun to make yet is not asked, and does not keep the others from being asked.
	d.Create(t, dockertest.Container{
		Name: "a-new", Labels: kindLabels("a", roleControlPlane), Network: lab.Peering.Network, Volume: engine.VolumeName(lab.Name) + ":" + spec.OwnerPath,
	})
	h := NewNodes(d.Engine, ownershiptest.Lab(lab.Name))
	h.poll = 10 * time.Millisecond
	r := planner.NodesResource("a", planner.Nodes{Network: lab.Peering.Network})
	must(t, h.Apply(t.Context(), r, silent))
	must(t, h.AwaitReady(t.Context(), r, silent))
	if address, err := h.Address(t.Context(), "a"); err != nil || address != "127.0.0.1:"+port {
		t.Errorf("address is %q (%v)", address, err)
	}
	c, err := h.mine(t.Context(), d, "a")
	must(t, err)
	busy.Store(true)
	if err := h.probe(t.Context(), d, c); err != nil {
		t.Errorf("busy: %v", err)
	}
	busy.Store(false)
	status.Store(http.StatusInternalServerError)
	if err := h.probe(t.Context(), d, c); err == nil || err.Error() != "500 Internal Server Error" {
		t.Errorf("unhealthy: %v", err)
	}
	other, _ := certificate(t)
	shown.Store(&other)
	if err := h.probe(t.Context(), d, c); err == nil {
		t.Error("another certificate is believed")
	}
}

// TestNothingToAsk: a cluster that Cluster API was interrupted in making is not waited for. Cluster API would wait for this.
func TestNothingToAsk(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		w.nodes.ready = w.nodes.probe
		apply(t, w.nodes, w.resource())
	})
}
