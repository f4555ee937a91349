package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"os"
	"path/filepath"
)

// administrator is who uses the cluster from outside.
const administrator = "system:admin"

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
	if err := writeAuditPolicy(); err != nil {
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
		kubeconfig:                                    {administrator, "system:masters"},
		n.kubeconfigOutput:                            {administrator, "system:masters"},
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
