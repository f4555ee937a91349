package clusters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestIPv6First lets Cluster API's own webhooks and topology controller judge the patch of clusters whose pods have IPv6 first, which
// adds to what their entry says of the kubelet, and leaves other clusters of the class as they are.
func TestIPv6First(t *testing.T) {
	t.Parallel()
	l := newLab(t, "ipv6-first")
	class := l.dockerClass()
	attrs := class.Attrs.(planner.ClusterClass)
	attrs.IPv6First = true
	attrs.Patches = []planner.ClassPatches{{Clusters: "six", ControlPlane: kubeadmOf(t, `{joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: max-pods, value: "50"}]}}}`)}}
	class.Attrs = attrs
	l.apply(l.classes, class)
	l.same(class)
	for name, pods := range map[string]string{"six": "fd00:10:244::/56,10.244.0.0/16", "four": "10.244.0.0/16,fd00:10:244::/56"} {
		cluster := oneCluster(name)
		cluster.Infrastructure, cluster.PodCIDR = spec.InfrastructureDocker, pods
		if err := l.clusters.Apply(l.ctx, l.want(cluster), l.report); err != nil {
			t.Fatal(err)
		}
		l.awaitTopology(name)
	}
	const (
		ofDisk   = `{"name":"eviction-hard","value":"nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"}`
		ofNode   = `{"name":"node-ip","value":"::"}`
		endpoint = `{"advertiseAddress":"::"}`
	)
	registration := func(args ...string) string {
		return `"nodeRegistration":{"kubeletExtraArgs":[` + strings.Join(args, ",") + `]}`
	}
	for name, want := range map[string]struct{ initial, join, worker string }{
		"six": {
			`{"localAPIEndpoint":` + endpoint + `,` + registration(ofDisk, ofNode) + `}`,
			`{"controlPlane":{"localAPIEndpoint":` + endpoint + `},` + registration(`{"name":"max-pods","value":"50"}`, ofDisk, ofNode) + `}`,
			`{` + registration(ofDisk, ofNode) + `}`,
		},
		"four": {`{` + registration(ofDisk) + `}`, `{` + registration(ofDisk) + `}`, `{` + registration(ofDisk) + `}`},
	} {
		got := [][]string{
			l.made(controlPlanes, name, "spec", "kubeadmConfigSpec", "initConfiguration"),
			l.made(controlPlanes, name, "spec", "kubeadmConfigSpec", "joinConfiguration"),
			l.made(infrastructure.BootstrapTemplate, name, "spec", "template", "spec", "joinConfiguration"),
		}
		if diff := cmp.Diff([][]string{{want.initial}, {want.join}, {want.worker}}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
