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
	to: `// etcds are what control planes of one machine said last, by the node of that.
var etcds = lru.New(2048)

type etcdAnswer struct {
	members []*etcd.Member
	leader  *etcd.Member
	alarms  []etcd.MemberAlarm
	until   time.Time
}

// etcdOf is what a control plane of one machine has said within the last seconds,
// and what others say now.
func (w *Workload) etcdOf(ctx context.Context, machines collections.Machines, nodes []*Node) ([]*etcd.Member, *etcd.Member, []etcd.MemberAlarm, error) {
	alone := len(machines) == 1 && len(nodes) == 1 && w.restConfig != nil
	if !alone {
		return w.getCurrentEtcdMembersAndAlarms(ctx, machines, nodes)
	}
	key := w.restConfig.Host + " " + nodes[0].Name
	if known, found := etcds.Get(key); found && time.Now().Before(known.(etcdAnswer).until) {
		a := known.(etcdAnswer)
		return a.members, a.leader, a.alarms, nil
	}
	members, leader, alarms, err := w.getCurrentEtcdMembersAndAlarms(ctx, machines, nodes)
	if err == nil && len(members) == 1 && len(alarms) == 0 {
		etcds.Add(key, etcdAnswer{members, leader, alarms, time.Now().Add(5 * time.Second)})
	}
	return members, leader, alarms, err
}

// getCurrentEtcdMembersAndAlarms returns`,
}, {
	file: "controlplane/kubeadm/pkg/workload_cluster_conditions.go", times: 1,
	from: "\t\"k8s.io/klog/v2\"\n", to: "\t\"k8s.io/klog/v2\"\n\t\"k8s.io/utils/lru\"\n",
}}
