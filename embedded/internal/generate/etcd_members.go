package main

// onceInAWhile lets a control plane of one machine ask its etcd for its members
// every five seconds, and not each time that it is looked at, which is some forty
// times while it comes up. Each time takes a connection through the cluster's API
// server, with two handshakes: a twentieth of all work of a fleet. Where there are
// several members one may go at any moment, and they are asked for as upstream does.
var onceInAWhile = []change{{
	file: "controlplane/kubeadm/pkg/workload_cluster_conditions.go", times: 1,
	from: "err := w.getCurrentEtcdMembersAndAlarms(ctx, machinesNotProvisioningOrDeleting, controlPlane.Nodes)",
	to:   "err := w.etcdOf(ctx, machinesNotProvisioningOrDeleting, controlPlane.Nodes)",
}, {
	file: "controlplane/kubeadm/pkg/workload_cluster_conditions.go", times: 1,
	from: "// getCurrentEtcdMembersAndAlarms returns",
	to: `// etcds are what control planes of one machine said within the last seconds, by the
// node of that: their only member, which leads, and no alarm.
var etcds = cache.NewLRUExpireCache(2048)

// etcdOf is what a control plane of one machine has said within the last seconds,
// and what others say now.
func (w *Workload) etcdOf(ctx context.Context, machines collections.Machines, nodes []*Node) ([]*etcd.Member, *etcd.Member, []etcd.MemberAlarm, error) {
	if len(machines) != 1 || len(nodes) != 1 || w.restConfig == nil {
		return w.getCurrentEtcdMembersAndAlarms(ctx, machines, nodes)
	}
	key := w.restConfig.Host + " " + nodes[0].Name
	if known, found := etcds.Get(key); found {
		only := known.(*etcd.Member)
		return []*etcd.Member{only}, only, nil, nil
	}
	members, leader, alarms, err := w.getCurrentEtcdMembersAndAlarms(ctx, machines, nodes)
	if err == nil && len(members) == 1 && len(alarms) == 0 {
		etcds.Add(key, leader, 5*time.Second)
	}
	return members, leader, alarms, err
}

// getCurrentEtcdMembersAndAlarms returns`,
}, {
	file: "controlplane/kubeadm/pkg/workload_cluster_conditions.go", times: 1,
	from: "\t\"k8s.io/apimachinery/pkg/util/sets\"\n", to: "\t\"k8s.io/apimachinery/pkg/util/cache\"\n\t\"k8s.io/apimachinery/pkg/util/sets\"\n",
}}
