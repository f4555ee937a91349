package apiserver

import (
	"fmt"
	"net"

	"github.com/kaaslab/kaaslab/embedded/internal/watches"
)

func arguments(c Config) []string {
	port := c.Listener.Addr().(*net.TCPAddr).Port
	issuer := "https://kubernetes.default.svc"
	return []string{
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--etcd-servers=" + c.EtcdEndpoint,
		"--tls-cert-file=" + c.Keys.ServerCert,
		"--tls-private-key-file=" + c.Keys.ServerKey,
		"--client-ca-file=" + c.Keys.CACert,
		"--cert-dir=" + c.Keys.Dir,
		"--service-account-issuer=" + issuer,
		"--service-account-key-file=" + c.Keys.ServiceAccount,
		"--service-account-signing-key-file=" + c.Keys.ServiceAccount,
		"--service-cluster-ip-range=10.96.0.0/16",
		"--authorization-mode=RBAC",
		"--anonymous-auth=false",
		// The first server of a process decides this for all of them, and
		// simulated clusters have it.
		"--allow-privileged=true",
		"--profiling=false",
		// No Endpoints of a server that only this machine can reach.
		"--endpoint-reconciler-type=none",
		// All clients are ours. Queues meant to protect a shared server only
		// slow down a fleet that comes up.
		"--enable-priority-and-fairness=false",
		"--max-requests-inflight=0",
		"--max-mutating-requests-inflight=0",
		fmt.Sprintf("--min-request-timeout=%d", watches.LeastTimeout),
		// Every server of the process is the only one of its cluster: there are no
		// others to tell, every ten seconds, that it lives and where.
		"--feature-gates=APIServerIdentity=false,UnknownVersionInteroperabilityProxy=false",
		// A thousand clusters write many events; nobody reads old ones.
		"--event-ttl=20m",
		"--v=0",
	}
}
