package clusters

import (
	"context"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// Machines reads the machines of workload clusters, and has them replaced.
type Machines struct{ access *kube.Access }

// NewMachines returns a reader that has not read anything yet.
func NewMachines(access *kube.Access) *Machines { return &Machines{access: access} }

// Machine is a machine as Cluster API sees it.
type Machine struct {
	Cluster, Name string
	Namespace     string // where Machine and Cluster are
	ControlPlane  bool
	Provisioned   bool // there was something behind it once
	Deleting      bool
	Lacks         string // what Cluster API says of a part of it that was made before and does not exist
	MachineStatus

	meta kube.Meta
}

// container is the name of the container behind a machine on Docker, which begins with the cluster's, as that of a machine does,
// unless it is of a MachinePool.
func (m Machine) container() string {
	if strings.HasPrefix(m.Name, m.Cluster) {
		return m.Name
	}
	return m.Cluster + "-" + m.Name
}

var machineResource = kube.Resource{Group: coreGroup, Version: version, Kind: "Machine", Plural: "machines", Namespaced: true}

const (
	controlPlaneLabel = "cluster.x-k8s.io/control-plane"
	undrained         = "machine.cluster.x-k8s.io/exclude-node-draining"
)

// List returns the machines of all clusters, with one request.
func (m *Machines) List(ctx context.Context) ([]Machine, error) {
	client, err := m.access.Client()
	if err != nil {
		return nil, err
	}
	var machines []Machine
	_, err = kube.List(ctx, client, machineResource, kube.Query{}, func(live *liveMachine) {
		machines = append(machines, live.machine())
	})
	return machines, kube.WithoutKind(err)
}

// Replace deletes a machine whose node is gone, so that Cluster API makes another. It does not wait for pods to leave the
// node: they are gone with it.
func (m *Machines) Replace(ctx context.Context, machine Machine) error {
	client, err := m.access.Client()
	if err != nil {
		return err
	}
	if err := client.Annotate(ctx, machineResource, machine.meta, map[string]string{undrained: ""}); err != nil {
		return err
	}
	return client.DeleteExactly(ctx, machineResource, machine.meta)
}
