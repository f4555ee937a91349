package clusters

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var kubeadmOfAll = `{
		clusterConfiguration: {apiServer: {certSANs: [lab.example.com], extraArgs: [{name: audit-log-maxage, value: "3"}]}},
		initConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: max-pods, value: "50"}]}},
		joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: eviction-hard, value: "memory.available<100Mi"}]}},
		files: [{path: /etc/lab, content: a}], preKubeadmCommands: [hostname], postKubeadmCommands: [date]}`

// TestOverlays lets Cluster API's topology controller and its definitions judge what is laid over the class for Docker, and looks at
// what comes of it: in the clusters of an entry, and in no other.
func TestOverlays(t *testing.T) {
	t.Parallel()
	l := newLab(t, "overlays")
	class := l.dockerClass()
	attrs := class.Attrs.(planner.ClusterClass)
	attrs.Patches = []planner.ClassPatches{{
		Clusters: "laid", Cluster: map[string]any{"customHAProxyConfigTemplateRef": map[string]any{"name": "haproxy"}},
		ControlPlane: kubeadmOf(t, kubeadmOfAll),
		Workers:      []planner.PoolPatches{{Name: "md-0", Settings: kubeadmOf(t, `{preKubeadmCommands: [uptime]}`)}},
	}}
	maps.Copy(attrs.Patches[0].ControlPlane, map[string]any{"preLoadImages": []any{"example.com/a:1"}})
	maps.Copy(attrs.Patches[0].Workers[0].Settings, map[string]any{
		"extraMounts": []any{map[string]any{"hostPath": "/srv", "containerPath": "/data", "readOnly": true}}, "preLoadImages": []any{"example.com/b:1"},
	})
	class.Attrs = attrs
	l.apply(l.classes, class)
	for _, name := range []string{"laid", "plain"} {
		cluster := oneCluster(name)
		cluster.Infrastructure, cluster.Workers = spec.InfrastructureDocker, append(cluster.Workers, spec.WorkerPool{Name: "md-1", Replicas: 1})
		if err := l.clusters.Apply(l.ctx, l.want(cluster), l.report); err != nil {
			t.Fatal(err)
		}
		l.awaitTopology(name)
	}
	want := map[string]string{
		"laid":  `{"clusterConfiguration":{"apiServer":{"certSANs":["lab.example.com","localhost","127.0.0.1"],"extraArgs":[{"name":"audit-log-maxage","value":"3"}]}},"files":[{"content":"a","path":"/etc/lab"}],"initConfiguration":{"nodeRegistration":{"kubeletExtraArgs":[{"name":"max-pods","value":"50"},{"name":"eviction-hard","value":"nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"}]}},"joinConfiguration":{"nodeRegistration":{"kubeletExtraArgs":[{"name":"eviction-hard","value":"memory.available<100Mi"}]}},"postKubeadmCommands":["date"],"preKubeadmCommands":["hostname"]}`,
		"plain": `{"clusterConfiguration":{"apiServer":{"certSANs":["localhost","127.0.0.1"]}},"initConfiguration":{"nodeRegistration":{"kubeletExtraArgs":[{"name":"eviction-hard","value":"nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"}]}},"joinConfiguration":{"nodeRegistration":{"kubeletExtraArgs":[{"name":"eviction-hard","value":"nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"}]}}}`,
	}
	for name, config := range want {
		got := l.made(controlPlanes, name, "spec", "kubeadmConfigSpec")
		if diff := cmp.Diff([]string{config}, got); diff != "" {
			t.Errorf("the control plane of %s (-want +got):\n%s", name, diff)
		}
		commands := strings.Count(strings.Join(l.made(infrastructure.BootstrapTemplate, name, "spec", "template", "spec"), ""), "uptime")
		if (commands == 1) != (name == "laid") {
			t.Errorf("%d pools of %s have the command", commands, name)
		}
	}
	l.machinesOf("laid", `{"extraMounts":[MARK],"preLoadImages":["example.com/a:1"]}`,
		`{"extraMounts":[MARK]}`, `{"extraMounts":[{"containerPath":"/data","hostPath":"/srv","readOnly":true},MARK],"preLoadImages":["example.com/b:1"]}`)
	l.machinesOf("plain", `{"extraMounts":[MARK]}`, `{"extraMounts":[MARK]}`, `{"extraMounts":[MARK]}`)
	if got := l.made(devClusters, "laid", "spec", "backend", "docker", "loadBalancer"); len(got) != 1 || got[0] != `{"customHAProxyConfigTemplateRef":{"name":"haproxy"}}` {
		t.Errorf("the load balancer is %s", got)
	}
	l.driftOfOverlays(class)
}

var devClusters = kube.Resource{Group: infrastructureGroup, Version: version, Kind: "DevCluster", Plural: "devclusters", Namespaced: true}

// machinesOf checks what the templates of a cluster's machines say of Docker, in any order. MARK is the lab's own mount.
func (l *lab) machinesOf(cluster string, want ...string) {
	l.Helper()
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], "MARK", `{"containerPath":"/etc/kaaslab","hostPath":"kaaslab-overlays","readOnly":true}`)
	}
	got := l.made(infrastructure.MachineTemplate, cluster, "spec", "template", "spec", "backend", "docker")
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		l.Errorf("machines of %s (-want +got):\n%s", cluster, diff)
	}
}

// driftOfOverlays changes the class by hand, and expects to see that.
func (l *lab) driftOfOverlays(class planner.Resource) {
	l.Helper()
	o, _ := l.observe(l.classes, class.ID)
	if changes := planner.Diff(o.Attrs, class.Attrs); o.Phase != planner.Ready || len(changes) > 0 {
		l.Errorf("the class is %s (%s) and differs: %v", o.Phase, o.Detail, changes)
	}
	live, err := l.someone(topology.Classes).Get(l.ctx, class.ID.Name, metav1.GetOptions{})
	if err != nil {
		l.Fatal(err)
	}
	text, _ := json.Marshal(live.Object["spec"])
	l.edit(topology.Classes, class.ID.Name, `{"spec":`+strings.ReplaceAll(string(text), "uptime", "reboot")+`}`)
	o, _ = l.observe(l.classes, class.ID)
	changes := planner.Diff(o.Attrs, class.Attrs)
	if len(changes) != 1 || changes[0].String() != "patches[laid].workers[md-0].kubeadmConfigSpec.preKubeadmCommands[0]: reboot -> uptime" {
		l.Errorf("after a change by hand the class differs in %v", changes)
	}
}

// made reads a part of what Cluster API has made for a cluster.
func (l *lab) made(of kube.Resource, cluster string, path ...string) []string {
	l.Helper()
	list, err := l.someone(of).List(l.ctx, metav1.ListOptions{LabelSelector: clusterNameLabel + "=" + cluster})
	if err != nil {
		l.Fatal(err)
	}
	var texts []string
	for _, item := range list.Items {
		text, err := json.Marshal(kube.Object(item.Object).Map(path...))
		if err != nil {
			l.Fatal(err)
		}
		texts = append(texts, strings.ReplaceAll(string(text), `\u003c`, "<"))
	}
	return texts
}
