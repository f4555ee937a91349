package main

import (
	"context"
	"slices"
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
	return slices.Concat(args, auditArgs(), n.extra("kube-apiserver"))
}
