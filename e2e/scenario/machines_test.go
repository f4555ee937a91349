package scenario

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/docker/docker/api/types/network"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// balancer is a template of haproxy's configuration that can be told from that of Cluster API.
const balancer = `apiVersion: v1
kind: ConfigMap
metadata: {name: haproxy, namespace: team-a}
data:
  value: |
    # said in the lab file
    global
      log /dev/log local0
    defaults
      mode tcp
      timeout connect 5s
      timeout client 1h
      timeout server 1h
    frontend control-plane
      bind *:{{ .FrontendControlPlanePort }}
      default_backend kube-apiservers
    backend kube-apiservers
      option httpchk GET /healthz
      {{range $server, $backend := .BackendServers}}
      server {{ $server }} {{ JoinHostPort $backend.Address $.BackendControlPlanePort }} weight {{ $backend.Weight }} check check-ssl verify none
      {{- end}}
`

// notice is what the profile of a namespace installs.
const notice = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notice, namespace: default}\n"

// sayOfMachines has the lab file say all that there is to say of machines on Docker, of the first cluster, which has a namespace of
// its own, and how nodes reach registries.
func (l *lab) sayOfMachines() {
	l.Helper()
	shared := filepath.Join(l.dir, "shared")
	l.Clusters[first].Said = &said{Shared: shared, Image: imageset.K3dToolsImage, MaxPods: 80, Namespace: "team-a"}
	if l.DualStack = hasIPv6(); !l.DualStack {
		l.Log("skipped: addresses of IPv6, for the kernel of this machine has none")
	} else {
		l.Clusters[first].Pods, l.Clusters[first].Services = "10.244.0.0/16,fd00:10:244::/56", "10.96.0.0/12,fd00:10:96::/112"
	}
	l.Reach = newReach(l.T, l.gateway())
	l.archive("v1")
	if err := os.MkdirAll(shared, 0o755); err != nil {
		l.Fatal(err)
	}
	for name, text := range map[string]string{
		"shared/of-the-host": "of the host", "haproxy.yaml": balancer, "notice.yaml": notice, "registry.password": l.Reach.password + "\n", "mirror.pem": string(l.Reach.authority),
	} {
		l.writeFile(name, []byte(text))
	}
	l.write()
}

// gateway is an address of this host that every container reaches: that of Docker's own bridge.
func (l *lab) gateway() string {
	l.Helper()
	bridge, err := l.docker.NetworkInspect(l.Context(), "bridge", network.InspectOptions{})
	if err != nil {
		l.Fatal(err)
	}
	device, err := net.InterfaceByName(bridge.Options["com.docker.network.bridge.name"])
	if err != nil {
		l.Fatal(err)
	}
	addresses, err := device.Addrs()
	if err != nil || len(addresses) == 0 {
		l.Fatalf("%s has no address (%v)", device.Name, err)
	}
	return addresses[0].(*net.IPNet).IP.String()
}

func saidOfMachines(l *lab) {
	c := l.Clusters[first]
	worker := nameOf(l.workers(c.Name)[0])
	for _, look := range []struct{ container, command, want string }{
		{worker, "cat /data/of-the-host", "of the host"},
		{worker, "ctr --namespace k8s.io images list --quiet", c.Said.Image},
		{worker, "cat /etc/e2e/done", "said"},
		{worker, "cat /etc/containerd/certs.d/docker.io/hosts.toml", l.Reach.Mirror},
		{worker, "systemctl show --property Environment containerd", "HTTPS_PROXY=http://lab:"},
		{c.Name + "-lb", "cat /usr/local/etc/haproxy/haproxy.cfg", "# said in the lab file"},
	} {
		args := append([]string{"--host", l.host, "exec", look.container}, strings.Fields(look.command)...)
		if got := output("docker", args...); !strings.Contains(got, look.want) {
			l.Errorf("%s in %s does not say %q: %s", look.command, look.container, look.want, got)
		}
	}
	l.wantArgument(c.Name, "--audit-log-maxage=30")
	l.wantMaxPods(c.Name, worker, c.Said.MaxPods)
	l.wantNoticeIn(c.Name)
	if l.DualStack {
		l.wantBothFamilies(c)
	}
}

// wantNoticeIn wants what a profile of a namespace installs in the cluster of that namespace alone, whatever the labels of others are.
func (l *lab) wantNoticeIn(cluster string) {
	l.Helper()
	for _, c := range l.Clusters {
		_, err := l.client(c.Name).CoreV1().ConfigMaps("default").Get(l.Context(), "notice", metav1.GetOptions{})
		if c.Name == cluster && err != nil {
			l.Errorf("cluster %s has not got what the profile of its namespace installs: %v", c.Name, err)
		}
		if c.Name != cluster && !apierrors.IsNotFound(err) {
			l.Errorf("cluster %s has what a profile of another namespace installs, or cannot be asked: %v", c.Name, err)
		}
	}
}

// hasIPv6 looks for addresses of IPv6 on this machine.
func hasIPv6() bool {
	addresses, err := os.ReadFile("/proc/net/if_inet6")
	return err == nil && len(addresses) > 0
}

// wantBothFamilies wants addresses of both kinds for pods on each node, for the nodes themselves, and for services.
func (l *lab) wantBothFamilies(c clusterSpec) {
	l.Helper()
	l.wantArgument(c.Name, "--service-cluster-ip-range="+c.Services)
	for _, n := range l.nodes(c.Name) {
		if len(n.Spec.PodCIDRs) != 2 || isIPv6(n.Spec.PodCIDRs[0]) || !isIPv6(n.Spec.PodCIDRs[1]) {
			l.Errorf("node %s has the addresses %v for pods", n.Name, n.Spec.PodCIDRs)
		}
		container, err := l.docker.ContainerInspect(l.Context(), n.Name)
		if err != nil || container.NetworkSettings.Networks["kind"].GlobalIPv6Address == "" {
			l.Errorf("node %s has no address of IPv6 on the network kind (%v)", n.Name, err)
		}
	}
}

// wantIPv6First wants pods, services and nodes of a cluster to be reached by IPv6 where nobody asks for more.
func (l *lab) wantIPv6First(c clusterSpec) {
	l.Helper()
	for _, n := range l.nodes(c.Name) {
		if len(n.Spec.PodCIDRs) != 2 || !isIPv6(n.Spec.PodCIDRs[0]) || !isIPv6(n.Status.Addresses[0].Address) {
			l.Errorf("node %s has the addresses %v, and %v for pods", n.Name, n.Status.Addresses, n.Spec.PodCIDRs)
		}
	}
	service, err := l.client(c.Name).CoreV1().Services("webserver").Get(l.Context(), "webserver", metav1.GetOptions{})
	if err != nil || !isIPv6(service.Spec.ClusterIP) {
		l.Errorf("the Service webserver has the address %s (%v)", service.Spec.ClusterIP, err)
	}
	pods, err := l.client(c.Name).CoreV1().Pods("webserver").List(l.Context(), metav1.ListOptions{})
	if err != nil || len(pods.Items) == 0 || !isIPv6(pods.Items[0].Status.PodIP) {
		l.Errorf("the pods of webserver have no address of IPv6 first: %v (%v)", pods.Items, err)
	}
}

func isIPv6(address string) bool { return strings.Contains(address, ":") }

func (l *lab) nodes(cluster string) []corev1.Node {
	l.Helper()
	nodes, err := l.client(cluster).CoreV1().Nodes().List(l.Context(), metav1.ListOptions{})
	if err != nil || len(nodes.Items) == 0 {
		l.Fatalf("cluster %s: no nodes (%v)", cluster, err)
	}
	return nodes.Items
}

func (l *lab) wantArgument(cluster, argument string) {
	l.Helper()
	pods, err := l.client(cluster).CoreV1().Pods("kube-system").List(l.Context(), metav1.ListOptions{LabelSelector: "component=kube-apiserver"})
	if err != nil || len(pods.Items) == 0 {
		l.Fatalf("no pod of the API server (%v)", err)
	}
	if command := fmt.Sprint(pods.Items[0].Spec.Containers[0].Command); !strings.Contains(command, argument) {
		l.Errorf("the API server has no argument %s: %s", argument, command)
	}
}

func (l *lab) wantMaxPods(cluster, node string, want int) {
	l.Helper()
	n, err := l.client(cluster).CoreV1().Nodes().Get(l.Context(), node, metav1.GetOptions{})
	if err != nil {
		l.Fatal(err)
	}
	if got := n.Status.Capacity.Pods().Value(); got != int64(want) {
		l.Errorf("the kubelet of %s takes %d pods, want %d", node, got, want)
	}
}
