package fake_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// command is what somebody does to a lab. The same again has to finish what a fault broke off.
type command struct {
	lab *spec.Lab
	do  doing
}

type doing func(context.Context, *site, *wire, *spec.Lab) error

// scenario is what is there before, and the command whose calls the faults meet.
type scenario struct {
	name   string
	before []command
	command
	// allowed are what the command may replace or lose, as with --allow-replace.
	allowed []string
	// adopts is true where somebody else has made what the lab adopts, and gone where that goes as well.
	adopts, gone bool
}

func scenarios() []scenario {
	plain := pointsLab(func(*spec.Lab) {})
	replaced := []string{"workloadCluster/one", "managementCluster/mgmt", "clusterProfile/cni", "clusterProfile/app"}
	made, stopped := []command{{plain, apply}}, []command{{plain, apply}, {plain, stop}}
	adopting := adoptingLab(func(*spec.Lab) {})
	taken := []command{{adopting, inTurn(adopt, apply)}}
	to := func(name string, change func(*spec.Lab)) scenario {
		return scenario{name: name, before: made, command: command{pointsLab(change), apply}, allowed: replaced}
	}
	return []scenario{
		{name: "apply", command: command{plain, apply}},
		to("upgrade", upgrade),
		{name: "upgrade over minor versions", before: []command{{pointsLab(old), apply}}, command: command{plain, apply}},
		to("grow", grow),
		{name: "shrink", before: []command{{pointsLab(grow), apply}}, command: command{plain, apply}},
		to("extend management", extend),
		{name: "prune management", before: []command{{pointsLab(extend), apply}}, command: command{plain, apply}},
		to("replace a cluster", func(lab *spec.Lab) { lab.WorkloadClusters[0].PodCIDR = "10.200.0.0/16" }),
		to("another namespace", func(lab *spec.Lab) { lab.WorkloadClusters[0].Namespace = "team-a" }),
		to("a profile of a namespace", func(lab *spec.Lab) {
			for i := range lab.AddonProfiles {
				lab.AddonProfiles[i].Namespace = spec.DefaultNamespace
			}
		}),
		to("another class", func(lab *spec.Lab) { lab.WorkloadClusters[0].Infrastructure = spec.InfrastructureInMemory }),
		to("replace management", func(lab *spec.Lab) { lab.ManagementCluster.Image = "k3s:2" }),
		to("rename management", func(lab *spec.Lab) { lab.ManagementCluster.Name = "renamed" }),
		{name: "stop", before: made, command: command{plain, stop}},
		{name: "start", before: stopped, command: command{plain, start}},
		{name: "apply a stopped lab", before: stopped, command: command{plain, apply}},
		{name: "destroy", before: made, command: command{plain, destroy}},
		{name: "destroy a stopped lab", before: stopped, command: command{plain, destroy}},
		{name: "adopt", adopts: true, command: command{adopting, inTurn(adopt, apply)}},
		{name: "adopt by the lab file", adopts: true, before: []command{{adopting, adopt}}, command: command{adopting, apply}},
		{name: "give back", adopts: true, before: taken, command: command{adopting, inTurn(destroy, forget)}},
		{name: "destroy what was adopted", adopts: true, gone: true, before: taken, command: command{adopting, destroyAdopted}},
	}
}

// canary is a secret that nothing may tell.
const canary = "canary-5e1f2c"

// pointsLab is a lab of every kind of thing, with a change.
func pointsLab(change func(*spec.Lab)) *spec.Lab {
	lab := fullLab()
	secret := manifest("Secret", "login")
	secret[0].Content = "stringData: {password: " + canary + "}\n"
	secret[0].Objects[0]["stringData"] = map[string]any{"password": canary}
	lab.AddonProfiles[1].Files = secret
	lab.WorkloadClusters[0].Files = append(lab.WorkloadClusters[0].Files, secret...)
	change(lab)
	return lab
}

func upgrade(lab *spec.Lab) {
	lab.ManagementCluster.ClusterAPI.Version, lab.ManagementCluster.Sveltos.Version = "v1.14.3", "1.13.1"
	lab.AddonProfiles[0].SyncMode = spec.SyncOneTime
	lab.WorkloadClusters[0].KubernetesVersion, lab.WorkloadClusters[0].ControlPlane.Replicas = "v1.36.3", 3
	lab.Host.Sysctl["fs.inotify.max_user_watches"] = 1 << 21
}

// old is several minor versions behind.
func old(lab *spec.Lab) { lab.WorkloadClusters[0].KubernetesVersion = "v1.34.0" }

// extend gives the management cluster providers of Cluster API, and manifests.
func extend(lab *spec.Lab) {
	m := &lab.ManagementCluster
	m.ClusterAPI.Providers = []spec.ClusterAPIProvider{{Name: "in-cluster", Type: "ipam", Version: "v1.1.0"}}
	m.Files = append(manifest("Namespace", "monitoring"), manifest("ConfigMap", "settings")...)
}

func grow(lab *spec.Lab) {
	two, three := lab.WorkloadClusters[0], lab.WorkloadClusters[0]
	two.Name, two.Files, three.Name, three.Files, three.Infrastructure = "two", nil, "three", nil, spec.InfrastructureInMemory
	two.Namespace = "team-b"
	two.Workers = []spec.WorkerPool{{Name: "md-0", Replicas: 2}}
	lab.WorkloadClusters = append(lab.WorkloadClusters, two, three)
	lab.AddonProfiles = append(lab.AddonProfiles, spec.AddonProfile{
		Name: "more", ClusterSelector: selector("app", "b"), SyncMode: spec.SyncContinuous, DependsOn: []string{"app"}, Files: manifest("ConfigMap", "more"),
	})
}

func apply(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	return s.perform(ctx, w, lab, planner.Compute, s.allows)
}

// destroy has asked about all that it removes.
func destroy(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	return s.perform(ctx, w, lab, planner.Teardown, func(*planner.Plan) error { return nil })
}

// stop is what package operation does for `kaaslab stop`.
func stop(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	handlers := w.between(s.world.Handlers(lab))
	state, err := s.observe(ctx, handlers, lab)
	if err != nil {
		return err
	}
	for _, o := range planner.Running(lab, state) {
		if o.Phase == planner.Stopped {
			continue
		}
		if err := handlers[o.ID.Kind].(executor.Stopper).Stop(ctx, o.Resource, s.tell); err != nil {
			return err
		}
	}
	return nil
}

// start is what package operation does for `kaaslab start` while nothing goes down meanwhile.
func start(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	for range 2 {
		if err := s.perform(ctx, w, lab, planner.Revive, s.allows); err != nil {
			return err
		}
	}
	return nil
}

// perform plans and runs, as package operation does, unless somebody would say no.
func (s *site) perform(ctx context.Context, w *wire, lab *spec.Lab, compute compute, agree func(*planner.Plan) error) error {
	handlers := w.between(s.world.Handlers(lab))
	state, err := s.observe(ctx, handlers, lab)
	if err != nil {
		return err
	}
	plan, err := compute(lab, state)
	if err != nil {
		return err
	}
	s.tell(stepsOf(plan))
	if err := agree(plan); err != nil {
		return err
	}
	return executor.Run(ctx, plan, handlers, executor.Options{Events: func(e executor.Event) { s.tell(fmt.Sprint(e)) }})
}

// allows what the scenario does on purpose.
func (s *site) allows(plan *planner.Plan) error {
	for _, id := range append(plan.Replaced(), plan.Lost()...) {
		if !slices.Contains(s.allowed, id.String()) {
			return fmt.Errorf("%w: %s", errNotAllowed, id)
		}
	}
	return nil
}

func (s *site) observe(ctx context.Context, handlers executor.Handlers, lab *spec.Lab) (planner.State, error) {
	return executor.Observe(ctx, lab, handlers, s.tell)
}
