package apiserver

import (
	"fmt"
	"net"
	"strings"
)

// Issuer is what tokens of service accounts name, as kubeadm has it.
const Issuer = "https://kubernetes.default.svc.cluster.local"

// without are admission plugins that only cost memory.
var without = []string{"RuntimeClass", "ClusterTrustBundleAttest"}

// unserved are groups that nothing in a simulated cluster acts upon. The
// resource.k8s.io group must stay: the scheduler waits for it for ever.
var unserved = []string{"flowcontrol.apiserver.k8s.io/v1=false"}

func arguments(listener net.Listener, endpoint string, c Config) []string {
	return []string{
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", listener.Addr().(*net.TCPAddr).Port),
		"--etcd-servers=" + endpoint,
		"--etcd-prefix=" + c.Prefix,
		"--service-account-issuer=" + Issuer,
		"--service-account-key-file=" + c.ServiceAccountKey,
		"--service-account-signing-key-file=" + c.ServiceAccountKey,
		"--service-cluster-ip-range=" + c.Services,
		"--authorization-mode=RBAC",
		"--anonymous-auth=false",
		"--allow-privileged=true",
		"--profiling=false",
		"--endpoint-reconciler-type=none",
		// Caches and queues are for servers with many clients.
		"--watch-cache=false",
		"--enable-priority-and-fairness=false",
		"--max-requests-inflight=0",
		"--max-mutating-requests-inflight=0",
		// The management cluster's server does these for the whole store.
		"--etcd-compaction-interval=0",
		"--etcd-count-metric-poll-period=0",
		"--etcd-db-metric-poll-interval=0",
		"--disable-admission-plugins=" + strings.Join(without, ","),
		"--runtime-config=" + strings.Join(unserved, ","),
		"--event-ttl=20m",
		"--v=0",
	}
}
