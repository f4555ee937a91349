package page_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/internal/cli/record"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// scene is a lab that a test plays: what is there, what the plan is, and who runs.
type scene struct {
	t      testing.TB
	mu     sync.Mutex
	lab    *spec.Lab
	source *page.Source
	status snapshot.Status
	plan   *planner.Plan
	err    error // of the plan
	broken error // of the lab file
	looks  int
	held   bool
	record string
	writer *record.Writer
}

// quick is a pace at which tests need not wait.
var quick = page.Pace{
	Look: 5 * time.Millisecond, Most: 20 * time.Millisecond, Plan: 5 * time.Millisecond, Run: 5 * time.Millisecond,
	Gather: time.Millisecond, Beat: 20 * time.Millisecond, Retry: 10 * time.Millisecond,
}

func newScene(t testing.TB, labFile string) *scene {
	t.Helper()
	manifest := func(string) ([]byte, error) {
		return []byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"), nil
	}
	lab, _, err := spec.Parse("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\n"+labFile), manifest)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planner.Compute(lab, planner.State{})
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, lab: lab, plan: plan, record: filepath.Join(t.TempDir(), "events.jsonl"), status: allReady(lab)}
	s.source = s.newSource(lab)
	return s
}

func (s *scene) newSource(lab *spec.Lab) *page.Source {
	return &page.Source{
		Lab: lab, File: "lab.yaml",
		Look: func(context.Context) snapshot.Status {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.looks++
			return s.status
		},
		Plan: func(context.Context) (*planner.Plan, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.plan, s.err
		},
	}
}

// edit changes the scene while the page looks at it.
func (s *scene) edit(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *scene) options(pace page.Pace) page.Options {
	return page.Options{
		Open: func() (*page.Source, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.source, s.broken
		},
		Holder: func() (page.Holder, bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return page.Holder{Command: "kaaslab apply", PID: os.Getpid()}, s.held
		},
		Record: s.record, Version: "v0.1.0", Pace: pace,
	}
}

// serve serves the scene until the test ends, or until the function is called.
func (s *scene) serve(pace page.Pace) (*page.Page, func()) {
	s.t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	shown := page.New(listener.Addr().String(), s.options(pace))
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- shown.Serve(ctx, listener) }()
	end := sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			s.t.Errorf("serve: %v", err)
		}
	})
	s.t.Cleanup(end)
	return shown, end
}

// begin starts a run of the scene's plan, as kaaslab apply would record it.
func (s *scene) begin(at time.Time) {
	s.writer = record.NewWriter(s.record, "kaaslab apply")
	s.writer.Begin(s.plan, at)
	s.edit(func() { s.held = true })
	s.t.Cleanup(s.writer.Close)
}

func (s *scene) event(kind executor.EventType, step planner.StepID, at time.Time, message string, elapsed time.Duration) {
	e := executor.Event{Time: at, Type: kind, Step: step, Message: message, Elapsed: elapsed}
	if kind == executor.Failed {
		e.Message, e.Err = "", errors.New(message)
	}
	s.writer.Event(e)
}

func (s *scene) finish(code int, err error) {
	s.writer.Finish(view.Result{Lab: s.lab.Name, ExitCode: code, Err: err, Elapsed: 61 * time.Second})
	s.edit(func() { s.held = false })
}

// allReady is the lab as it is when all is well.
func allReady(lab *spec.Lab) snapshot.Status {
	m := lab.ManagementCluster
	status := snapshot.Status{
		Lab: lab.Name, Problems: []string{},
		ManagementCluster: snapshot.Management{
			Name: m.Name, Provider: string(m.Provider), State: snapshot.Ready, APIPort: 6443,
			Providers: []snapshot.Provider{
				{Name: "kubeadm", Type: "BootstrapProvider", Version: "v1.14.2", State: snapshot.Ready},
				{Name: "kubeadm", Type: "ControlPlaneProvider", Version: "v1.14.2", State: snapshot.Ready},
				{Name: "cluster-api", Type: "CoreProvider", Version: "v1.14.2", State: snapshot.Ready},
				{Name: "docker", Type: "InfrastructureProvider", Version: "v1.14.2", State: snapshot.Ready},
			},
		},
	}
	if m.Provider == spec.ProviderK3d {
		peered(&status.ManagementCluster, m)
	}
	for _, profile := range lab.AddonProfiles {
		status.AddonProfiles = append(status.AddonProfiles, snapshot.Profile{Name: profile.Name, State: snapshot.Ready, Clusters: []string{}})
	}
	for _, cluster := range lab.Clusters() {
		status.WorkloadClusters = append(status.WorkloadClusters, readyCluster(cluster, status.AddonProfiles))
	}
	return status
}

func peered(status *snapshot.Management, m spec.ManagementCluster) {
	status.Ports = m.Ports
	status.Network = &snapshot.Network{Name: "kind", Subnet: "172.30.0.0/16", State: snapshot.Ready}
	status.Peerings = []snapshot.Peering{{Node: "k3d-" + m.Name + "-server-0", State: snapshot.Ready}}
	for i := range m.Agents {
		status.Peerings = append(status.Peerings, snapshot.Peering{Node: fmt.Sprintf("k3d-%s-agent-%d", m.Name, i), State: snapshot.Ready})
	}
	status.Providers = append(status.Providers, snapshot.Provider{Name: "sveltos", Type: "AddonProvider", Version: "1.13.0", State: snapshot.Ready})
}

func readyCluster(of spec.WorkloadCluster, profiles []snapshot.Profile) snapshot.Cluster {
	c := snapshot.Cluster{
		Name: of.Name, State: "Available", Phase: "Provisioned", KubernetesVersion: of.KubernetesVersion,
		ControlPlane: planner.Replicas{Ready: of.ControlPlane.Replicas, Wanted: of.ControlPlane.Replicas},
	}
	for i := range of.ControlPlane.Replicas {
		c.Machines = append(c.Machines, snapshot.Machine{Name: fmt.Sprintf("%s-cp-%d", of.Name, i), State: snapshot.Ready})
	}
	for _, pool := range of.Workers {
		c.WorkerPools = append(c.WorkerPools, snapshot.Pool{Name: pool.Name, Replicas: planner.Replicas{Ready: pool.Replicas, Wanted: pool.Replicas}})
		c.Workers.Ready, c.Workers.Wanted = c.Workers.Ready+pool.Replicas, c.Workers.Wanted+pool.Replicas
		for i := range pool.Replicas {
			c.Machines = append(c.Machines, snapshot.Machine{Name: fmt.Sprintf("%s-%s-%d", of.Name, pool.Name, i), Pool: pool.Name, State: snapshot.Ready})
		}
	}
	for i := range profiles {
		if len(of.Labels) > 0 {
			c.Addons = append(c.Addons, snapshot.Addon{Profile: profiles[i].Name, State: snapshot.Ready})
			profiles[i].Clusters = append(profiles[i].Clusters, of.Name)
		}
	}
	return c
}

// cluster returns a cluster of the scene's status to change. It is for edit.
func (s *scene) cluster(name string) *snapshot.Cluster {
	clusters := append([]snapshot.Cluster{}, s.status.WorkloadClusters...)
	s.status.WorkloadClusters = clusters
	for i := range clusters {
		if clusters[i].Name == name {
			return &clusters[i]
		}
	}
	s.t.Fatalf("the scene has no cluster %s", name)
	return nil
}

const small = `name: demo
addonProfiles:
- {name: cilium, clusterSelector: {matchLabels: {cni: cilium}}, manifests: [./cilium.yaml]}
workloadClusters:
- {name: workload-01, labels: {cni: cilium}, controlPlane: {replicas: 3}, workers: [{name: md-0, replicas: 2}]}
- {name: workload-02}
`

const kaas = `name: kaas
managementCluster: {provider: k3d, name: capi-management, agents: 1, ports: ["8082:80@loadbalancer"]}
peering: {subnet: 172.30.0.0/16}
addonProfiles:
- name: cilium
  clusterSelector: {matchLabels: {cni: cilium}}
  helmCharts: [{repositoryURL: "https://helm.cilium.io", chart: cilium/cilium, version: 1.18.4, release: cilium}]
- name: metrics
  clusterSelector: {matchLabels: {cni: cilium}}
  dependsOn: [cilium]
  manifests: [./metrics.yaml]
- name: goldpinger
  clusterSelector: {matchLabels: {cni: cilium}}
  dependsOn: [cilium]
  manifests: [./goldpinger.yaml]
workloadClusters:
- {name: workload-01, labels: {cni: cilium}, controlPlane: {replicas: 3}, workers: [{name: md-0, replicas: 4}, {name: gpu, replicas: 1}]}
- {name: workload-02, labels: {cni: cilium}, workers: [{name: md-0, replicas: 2}]}
- {name: workload-03, labels: {cni: cilium}, workers: [{name: md-0, replicas: 2}]}
- {name: edge, count: 60, infrastructure: inMemory, labels: {cni: cilium}, workers: [{name: md-0, replicas: 1}]}
`

// busy makes the scene one in which something happens: the one of the pictures in the docs.
func (s *scene) busy() {
	s.edit(func() {
		c := s.cluster("workload-02")
		c.State, c.Phase, c.WaitingFor = "Provisioning", "Provisioning", "WorkersAvailable: 1 of 2 workers ready; waiting for Machine workload-02-md-0-1: NodeHealthy"
		c.WorkerPools, c.Workers = []snapshot.Pool{{Name: "md-0", Replicas: planner.Replicas{Ready: 1, Wanted: 2}}}, planner.Replicas{Ready: 1, Wanted: 2}
		c.Machines = append([]snapshot.Machine{}, c.Machines...)
		c.Machines[2].State, c.Machines[2].WaitingFor = "Provisioning", "NodeHealthy: waiting for the node to join"
		c.Addons = []snapshot.Addon{{Profile: "cilium", State: snapshot.Ready}, {Profile: "metrics", State: snapshot.Waiting, Detail: "Resources is Provisioning"}, {Profile: "goldpinger", State: snapshot.Waiting, Detail: "Resources has not begun"}}
		c = s.cluster("workload-03")
		c.Addons = []snapshot.Addon{{Profile: "cilium", State: snapshot.Ready}, {Profile: "metrics", State: snapshot.Failed, Detail: "Resources failed for good: namespaces \"metrics\" is being terminated; Sveltos tries again when the profile or the cluster changes"}, {Profile: "goldpinger", State: snapshot.Ready}}
		for i := range s.status.WorkloadClusters {
			c := s.cluster(s.status.WorkloadClusters[i].Name)
			if i < 3 {
				continue
			}
			c.Addons = []snapshot.Addon{{Profile: "cilium", State: snapshot.Matched}, {Profile: "metrics", State: snapshot.Matched}, {Profile: "goldpinger", State: snapshot.Matched}}
			switch {
			case i == 27:
				bare(c, "Failed", "ControlPlaneInitialized: the certificate authority could not be made")
			case i > 55:
				bare(c, "Provisioning", "ControlPlaneAvailable: 0 of 1 machines")
			}
		}
	})
}

// bare makes a cluster one of which no machine is there yet.
func bare(c *snapshot.Cluster, state, waits string) {
	c.State, c.Phase, c.WaitingFor = state, "Provisioning", waits
	c.Machines, c.ControlPlane.Ready, c.Workers.Ready = nil, 0, 0
	c.WorkerPools = []snapshot.Pool{{Name: "md-0", Replicas: planner.Replicas{Wanted: 1}}}
}
