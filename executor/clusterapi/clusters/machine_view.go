package clusters

import (
	"cmp"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// MachineStatus is how far a machine is, for people to read.
type MachineStatus struct {
	Pool    string // of workers; none for a machine of the control plane
	Node    string // once it has joined
	Address string
	Version string // of Kubernetes
	Phase   string // as Cluster API names it
	Ready   bool
	// WaitsFor says what keeps the machine from being ready.
	WaitsFor string
}

// The labels that say which pool a machine is of: that of a topology, or else the MachineDeployment or MachinePool.
const (
	poolLabel        = "topology.cluster.x-k8s.io/deployment-name"
	machinePoolLabel = "topology.cluster.x-k8s.io/pool-name"
	deploymentLabel  = "cluster.x-k8s.io/deployment-name"
	ofPoolLabel      = "cluster.x-k8s.io/pool-name"
)

type liveMachine struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Version string `json:"version"`
	} `json:"spec"`
	Status struct {
		Phase          string `json:"phase"`
		Initialization struct {
			InfrastructureProvisioned bool `json:"infrastructureProvisioned"`
		} `json:"initialization"`
		NodeRef struct {
			Name string `json:"name"`
		} `json:"nodeRef"`
		Addresses  []machineAddress `json:"addresses"`
		Conditions kube.Conditions  `json:"conditions"`
	} `json:"status"`
}

type machineAddress struct {
	Type    string `json:"type"`
	Address string `json:"address"`
}

func (m *liveMachine) machine() Machine {
	_, controlPlane := m.Metadata.Labels[controlPlaneLabel]
	return Machine{
		Cluster: m.Metadata.Labels[clusterNameLabel], Name: m.Metadata.Name, Namespace: m.Metadata.Namespace, ControlPlane: controlPlane,
		Provisioned: m.Status.Initialization.InfrastructureProvisioned,
		Deleting:    m.Metadata.DeletionTimestamp != "", Lacks: m.lacks(), meta: m.Metadata, MachineStatus: m.status(),
	}
}

// lacks says which of the two objects that Cluster API makes before a Machine is not there.
func (m *liveMachine) lacks() string {
	for _, part := range []string{"InfrastructureReady", "BootstrapConfigReady"} {
		if c, _ := m.Status.Conditions.Get(part); c.Reason == "ObjectDoesNotExist" {
			return kube.FirstLine(c.Message)
		}
	}
	return ""
}

func (m *liveMachine) status() MachineStatus {
	labels := m.Metadata.Labels
	return MachineStatus{
		Pool: cmp.Or(labels[poolLabel], labels[machinePoolLabel], labels[deploymentLabel], labels[ofPoolLabel]), Node: m.Status.NodeRef.Name, Address: m.address(), Version: m.Spec.Version,
		Phase: m.Status.Phase, Ready: m.Metadata.DeletionTimestamp == "" && m.Status.Conditions.IsTrue("Ready"),
		WaitsFor: m.waitsFor(),
	}
}

func (m *liveMachine) address() string {
	for _, kind := range []string{"InternalIP", "ExternalIP"} {
		for _, a := range m.Status.Addresses {
			if a.Type == kind {
				return a.Address
			}
		}
	}
	return ""
}

func (m *liveMachine) waitsFor() string {
	if m.Metadata.DeletionTimestamp == "" {
		return m.Status.Conditions.Blocking("Ready")
	}
	if deleting, found := m.Status.Conditions.Get("Deleting"); found && deleting.Message != "" {
		return kube.FirstLine(deleting.Message)
	}
	return "being deleted"
}
