package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// KindWorkloadCluster is a Cluster of Cluster API: one that is made from a ClusterClass, or one that is there already.
const KindWorkloadCluster Kind = "workloadCluster"

// WorkloadCluster is what the lab decides of a Cluster. Of an existing one that is the labels, with the lab's own among them:
// they make it one that the lab has taken over.
type WorkloadCluster struct {
	Existing          bool              `json:"existing,omitempty"`
	Namespace         string            `json:"namespace,omitempty"` // nothing for default
	ClusterClass      string            `json:"clusterClass"`
	KubernetesVersion string            `json:"kubernetesVersion"`
	Image             string            `json:"image,omitempty"`
	LoadBalancerImage string            `json:"loadBalancerImage,omitempty"` // counts when the cluster is made
	Labels            map[string]string `json:"labels,omitempty"`
	Annotations       map[string]string `json:"annotations,omitempty"`
	PodCIDR           string            `json:"podCIDR"`
	ServiceCIDR       string            `json:"serviceCIDR"`
	ServiceDomain     string            `json:"serviceDomain,omitempty"`
	ControlPlane      ControlPlane      `json:"controlPlane"`
	Workers           []WorkerPool      `json:"workers,omitempty"`
	Variables         map[string]any    `json:"variables,omitempty"`
}

// Home is the namespace of the Cluster.
func (c WorkloadCluster) Home() string { return cmp.Or(c.Namespace, spec.DefaultNamespace) }

// writtenClass is the cluster's class if manifests hold it: it is where the cluster is.
func (c WorkloadCluster) writtenClass() ID {
	return ObjectID("ClusterClass", c.Namespace, c.ClusterClass)
}

// Machines is how many machines the cluster has when all are there.
func (c WorkloadCluster) Machines() int {
	n := c.ControlPlane.Replicas
	for _, pool := range c.Workers {
		n += pool.Replicas
	}
	return n
}

// ControlPlane is the control plane of a workload cluster.
type ControlPlane struct {
	Replicas int            `json:"replicas"`
	Machine  Machine        `json:"machine,omitzero"`
	Settings map[string]any `json:"settings,omitempty,inline"` // what else the lab file says, by its keys
}

// WorkerPool is a group of equal workers.
type WorkerPool struct {
	Name     string `json:"name"`
	Replicas int    `json:"replicas"` // if the pool is scaled by somebody else, the number that it begins with
	// MachinePool says that it is one of Cluster API's MachinePools, and else a MachineDeployment.
	MachinePool bool           `json:"machinePool,omitempty"`
	Machine     Machine        `json:"machine,omitzero"`
	Settings    map[string]any `json:"settings,omitempty,inline"` // what else the lab file says, by its keys
}

// Autoscaled reports whether somebody else scales the pool.
func (w WorkerPool) Autoscaled() bool { return w.Settings["autoscaling"] != nil }

// Machine is the size of a simulated machine. Others have none.
type Machine struct {
	CPU    int    `json:"cpu"`
	Memory string `json:"memory"`
}

// DefaultMachine is the size of simulated machines of which nothing is said, in a lab file or on a Cluster.
var DefaultMachine = Machine(spec.DefaultMachine)

// Key implements Keyed.
func (w WorkerPool) Key() string { return w.Name }

// Immutable implements Attrs. Machines hold addresses of both ranges and the domain of services, a class decides what machines are,
// and no object moves to another namespace.
func (WorkloadCluster) Immutable() []string {
	return []string{"namespace", "clusterClass", "podCIDR", "serviceCIDR", "serviceDomain"}
}

// Refuse says that Kubernetes cannot go back, and that what the lab made does not become somebody else's.
func (c WorkloadCluster) Refuse(observed Attrs) (fault.Code, string) {
	there := observed.(WorkloadCluster)
	if c.Existing && !there.Existing {
		return fault.MadeOtherwise, "was made by this lab, so that it cannot be an existing one; describe it as before, or remove it in an apply of its own"
	}
	if from, to := there.KubernetesVersion, c.KubernetesVersion; goesBack(from, to) {
		return fault.ImpossibleUpgrade, fmt.Sprintf("kubernetes cannot go back from %s to %s; keep the version, or give the cluster another name", from, to)
	}
	return "", ""
}

// Fill implements Open: an existing cluster stays what it is, but for its labels. Settings that are all gone are compared one
// by one, so they must not be nil beside some.
func (c WorkloadCluster) Fill(observed Attrs) Attrs {
	filled := observed.(WorkloadCluster)
	if !c.Existing {
		return c.withSettings(filled)
	}
	filled.Existing, filled.Labels = true, c.Labels
	return filled
}

func (c WorkloadCluster) withSettings(there WorkloadCluster) WorkloadCluster {
	if c.ControlPlane.Settings == nil && there.ControlPlane.Settings != nil {
		c.ControlPlane.Settings = map[string]any{}
	}
	for _, live := range there.Workers {
		i := slices.IndexFunc(c.Workers, func(pool WorkerPool) bool { return pool.Name == live.Name })
		if i >= 0 && c.Workers[i].Settings == nil && live.Settings != nil {
			c.Workers = slices.Clone(c.Workers)
			c.Workers[i].Settings = map[string]any{}
		}
	}
	return c
}

// Given implements Given.
func (c WorkloadCluster) Given() bool { return c.Existing }

// WorkloadClusterStatus is what is known of a workload cluster beyond its attributes.
type WorkloadClusterStatus struct {
	Phase        string   `json:"phase"` // as Cluster API names it: Pending, Provisioning, Provisioned, Deleting, Failed
	Endpoint     string   `json:"endpoint,omitempty"`
	ControlPlane Replicas `json:"controlPlane"`
	Workers      Replicas `json:"workers"`
	// Broken is what was broken on purpose.
	Broken []string `json:"broken,omitempty"`
}

// Replicas are numbers of machines.
type Replicas struct {
	Ready  int `json:"ready"`
	Wanted int `json:"wanted"`
}

// WorkloadClusterResource describes a workload cluster.
func WorkloadClusterResource(name string, attrs WorkloadCluster) Resource {
	r := Resource{ID: ID{KindWorkloadCluster, name}, Attrs: attrs}
	if attrs.ClusterClass != "" {
		r.Needs = []ID{{KindClusterClass, attrs.ClusterClass}}
	}
	if !attrs.Existing {
		r.Needs = append(r.Needs, homeID(attrs.Namespace)...)
	}
	return r
}

func desiredWorkloadClusters(lab *spec.Lab) []Resource {
	installed := idsOf(desiredClusterAPI(lab))
	onDocker := append(idsOf(desiredNetwork(lab), desiredVolume(lab), desiredPeerings(lab)), installed...)
	parts := idsOf(classParts(lab))
	var resources []Resource
	for _, cluster := range lab.Clusters() {
		if cluster.RawCluster() {
			continue
		}
		if cluster.Existing() {
			resources = append(resources, existingCluster(lab, cluster))
			continue
		}
		r := WorkloadClusterResource(cluster.Name, workloadCluster(lab, cluster))
		r.Within, r.Outlives = managementID(lab), cluster.Infrastructure.OnDocker()
		r.Follows = []ID{clusterAPIID(lab)} // whose controllers stumble while they are exchanged
		r.Needs = append(r.Needs, idsOf(objectsOf(lab, cluster.Files))...)
		if cluster.ClusterClass != "" {
			r.Needs = append(r.Needs, parts...)
		}
		if cluster.Infrastructure.Simulated() {
			r.Needs = append(r.Needs, installed...)
		} else {
			r.Needs = append(append(r.Needs, onDocker...), imageNeeds(dockerImages(cluster)...)...)
		}
		resources = append(resources, r)
	}
	return resources
}

func existingCluster(lab *spec.Lab, cluster spec.WorkloadCluster) Resource {
	labels := map[string]string{LabLabel: lab.Name}
	maps.Copy(labels, cluster.Labels)
	r := WorkloadClusterResource(cluster.Name, WorkloadCluster{Existing: true, Namespace: spec.SaidNamespace(cluster.Home()), Labels: labels})
	r.Within, r.Follows = managementID(lab), []ID{clusterAPIID(lab)}
	return r
}

func workloadCluster(lab *spec.Lab, cluster spec.WorkloadCluster) WorkloadCluster {
	attrs := WorkloadCluster{
		Namespace: spec.SaidNamespace(cluster.Home()), ClusterClass: cluster.ClusterClass, KubernetesVersion: cluster.KubernetesVersion, Image: cluster.Image,
		LoadBalancerImage: cluster.LoadBalancerImage,
		Labels:            cluster.Labels, Annotations: cluster.Annotations,
		PodCIDR: strings.Join(spec.Ranges(cluster.PodCIDR), ","), ServiceCIDR: strings.Join(spec.Ranges(cluster.ServiceCIDR), ","), ServiceDomain: cluster.ServiceDomain,
		ControlPlane: ControlPlane{Replicas: cluster.ControlPlane.Replicas, Machine: machineOf(cluster, cluster.ControlPlane.Machine), Settings: spec.Settings(cluster.ControlPlane)},
		Variables:    cluster.Variables,
	}
	if attrs.ClusterClass == "" {
		attrs.ClusterClass = spec.ClassName(lab.Name, cluster.Infrastructure)
	}
	for _, pool := range cluster.Workers {
		attrs.Workers = append(attrs.Workers, WorkerPool{
			Name: pool.Name, Replicas: pool.Replicas, MachinePool: pool.MachinePool, Machine: machineOf(cluster, pool.Machine), Settings: spec.Settings(pool),
		})
	}
	return attrs
}

func machineOf(cluster spec.WorkloadCluster, size *spec.Machine) Machine {
	switch {
	case !cluster.Infrastructure.Emulated():
		return Machine{}
	case size == nil:
		return DefaultMachine
	}
	return Machine(*size)
}
