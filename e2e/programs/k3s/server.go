package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"os"
	"path/filepath"
)

const etcdURL = "http://127.0.0.1:2379"

// startControlPlane returns once the API server is ready.
func (n *node) startControlPlane(s *supervisor) error {
	if err := n.writeServerFiles(); err != nil {
		return err
	}
	if err := s.start(nil, "etcd", "--data-dir", databaseDir,
		"--listen-client-urls", etcdURL, "--advertise-client-urls", etcdURL,
		"--listen-peer-urls", "http://127.0.0.1:2380", "--initial-advertise-peer-urls", "http://127.0.0.1:2380",
		"--initial-cluster", "default=http://127.0.0.1:2380", "--log-level", "warn"); err != nil {
		return err
	}
	if err := s.start(nil, "kube-apiserver", n.apiserverArgs()...); err != nil {
		return err
	}
	if err := s.until("kube-apiserver", func(context.Context) error {
		return s.output("kubectl", "--kubeconfig", kubeconfig, "get", "--raw", "/readyz")
	}); err != nil {
		return err
	}
	controllers := []string{
		"--kubeconfig=" + tlsFile("kube-controller-manager.kubeconfig"), "--use-service-account-credentials",
		"--service-account-private-key-file=" + tlsFile("service.key"), "--root-ca-file=" + agentFile("ca.crt"),
		"--cluster-cidr=" + n.clusterCIDR, "--service-cluster-ip-range=" + n.serviceCIDR,
		"--allocate-node-cidrs", "--leader-elect=false",
	}
	if err := s.start(nil, "kube-controller-manager", append(controllers, n.extra("kube-controller-manager")...)...); err != nil {
		return err
	}
	scheduler := []string{"--kubeconfig=" + tlsFile("kube-scheduler.kubeconfig"), "--leader-elect=false"}
	return s.start(nil, "kube-scheduler", append(scheduler, n.extra("kube-scheduler")...)...)
}

func (n *node) apiserverArgs() []string {
	args := []string{
		"--etcd-servers=" + etcdURL, "--secure-port=6443", "--bind-address=0.0.0.0", "--allow-privileged",
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--client-ca-file=" + agentFile("ca.crt"),
		"--tls-cert-file=" + tlsFile("server.crt"), "--tls-private-key-file=" + tlsFile("server.key"),
		"--kubelet-client-certificate=" + tlsFile("kubelet-client.crt"), "--kubelet-client-key=" + tlsFile("kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP",
		"--service-cluster-ip-range=" + n.serviceCIDR,
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + tlsFile("service.key"), "--service-account-signing-key-file=" + tlsFile("service.key"),
	}
	return append(args, n.extra("kube-apiserver")...)
}

func tlsFile(name string) string { return filepath.Join(tlsDir, name) }

// writeServerFiles writes certificates and kubeconfigs. All but the key that
// signs the tokens of service accounts are made anew at each start, because
// the server's addresses may be others.
func (n *node) writeServerFiles() error {
	for _, dir := range []string{tlsDir, manifestsDir} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := writeServiceKey(tlsFile("service.key")); err != nil {
		return err
	}
	for _, cert := range []struct {
		file, name, group string
		addresses         []string
	}{
		{"server", "kube-apiserver", "", n.serverAddresses()},
		{"kubelet-client", "kube-apiserver-kubelet-client", "system:masters", nil},
	} {
		pair, err := n.authority.issue(cert.name, cert.group, cert.addresses)
		if err != nil {
			return err
		}
		if err := pair.write(tlsDir, cert.file); err != nil {
			return err
		}
	}
	for file, client := range map[string][2]string{
		tlsFile("kube-controller-manager.kubeconfig"): {"system:kube-controller-manager", ""},
		tlsFile("kube-scheduler.kubeconfig"):          {"system:kube-scheduler", ""},
		kubeconfig:                                    {"system:admin", "system:masters"},
		n.kubeconfigOutput:                            {"system:admin", "system:masters"},
	} {
		if file == "" {
			continue
		}
		if err := n.authority.writeKubeconfig(file, n.url, client[0], client[1]); err != nil {
			return err
		}
	}
	return nil
}

// serverAddresses are the names and addresses that clients may call the server
// by: what k3d asks for, and all that it has.
func (n *node) serverAddresses() []string {
	addresses := append([]string{
		"localhost", "127.0.0.1", "::1", n.name, "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local", firstAddress(n.serviceCIDR),
	}, n.tlsSANs...)
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		return addresses
	}
	for _, address := range interfaces {
		if network, ok := address.(*net.IPNet); ok {
			addresses = append(addresses, network.IP.String())
		}
	}
	return addresses
}

// firstAddress of a service range is the API server's own service.
func firstAddress(cidr string) string {
	_, network, err := net.ParseCIDR(cidr)
	if err != nil || network.IP.To4() == nil {
		return "10.43.0.1"
	}
	ip := network.IP.To4()
	ip[3]++
	return ip.String()
}

func writeServiceKey(file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	text, err := encodeKey(key)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
