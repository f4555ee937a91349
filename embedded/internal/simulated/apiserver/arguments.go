package apiserver

import (
	"fmt"
	"net"
	"strings"

	"github.com/kaaslab/kaaslab/embedded/internal/watches"
)

// Issuer is what tokens of service accounts name, as kubeadm has it.
const Issuer = "https://kubernetes.default.svc.cluster.local"

// without are admission plugins that only cost memory.
var without = []string{"RuntimeClass", "ClusterTrustBundleAttest"}

// unserved are groups that nothing in a simulated cluster acts upon.
var unserved = []string{"flowcontrol.apiserver.k8s.io/v1=false"}

// What came with a version of Kubernetes and which a server of an earlier one
// would wait for, since the feature behind it is on in the whole process.
const (
	mutatingPolicies = 36 // MutatingAdmissionPolicy
	devices          = 34 // resource.k8s.io/v1
)

// later names the plugins and the groups that a release does not have yet.
func later(r release) (plugins, groups []string) {
	if r.before(mutatingPolicies) {
		plugins = append(plugins, "MutatingAdmissionPolicy")
	}
	if r.before(devices) {
		groups = append(groups, "resource.k8s.io/v1=false")
	}
	return plugins, groups
}

func arguments(listener net.Listener, endpoint string, r release, c Config) []string {
	plugins, groups := later(r)
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
		"--disable-admission-plugins=" + strings.Join(append(plugins, without...), ","),
		"--runtime-config=" + strings.Join(append(groups, unserved...), ","),
		fmt.Sprintf("--min-request-timeout=%d", watches.LeastTimeout),
		"--event-ttl=20m",
		"--v=0",
	}
}
