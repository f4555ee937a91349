package addons

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Forecaster tells what add-ons will do.
type Forecaster struct {
	access     *kube.Access
	kubeconfig func(cluster string) string
}

// New returns one that reaches the management cluster by an access, or knows nothing of it without one, and workload clusters
// by the files of their kubeconfigs, where there are any.
func New(access *kube.Access, kubeconfig func(cluster string) string) *Forecaster {
	return &Forecaster{access, kubeconfig}
}

// mostAtOnce is how many clusters are looked at at the same time, and longest how long one may take.
const (
	mostAtOnce = 8
	longest    = 20 * time.Second
)

// Forecast tells it for all profiles and the clusters that they select, in the order of the lab file.
func (f *Forecaster) Forecast(ctx context.Context, lab *spec.Lab, plan *planner.Plan) []planner.Forecast {
	o := &outlook{Forecaster: f, want: planner.Want(lab), plan: plan}
	o.management = o.lookAtManagement(ctx)
	clusters := o.clusters()
	each := make([][]planner.Forecast, len(clusters))
	var all sync.WaitGroup
	places := make(chan struct{}, mostAtOnce)
	for i := range clusters {
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			each[i] = o.forCluster(ctx, &clusters[i])
		})
	}
	all.Wait()
	return o.inOrder(slices.Concat(each...))
}

// outlook is what the forecasts of one plan share.
type outlook struct {
	*Forecaster
	plan       *planner.Plan
	want       planner.Wanted
	management management
}

// inOrder puts profiles before clusters, so that what is equal on several stands together.
func (o *outlook) inOrder(all []planner.Forecast) []planner.Forecast {
	at := func(f planner.Forecast) int {
		i := slices.IndexFunc(o.want.Lab.AddonProfiles, func(p spec.AddonProfile) bool { return p.Name == f.Profile })
		if i < 0 {
			return len(o.want.Lab.AddonProfiles)
		}
		return i
	}
	slices.SortStableFunc(all, func(a, b planner.Forecast) int { return at(a) - at(b) })
	return all
}

func (o *outlook) forCluster(ctx context.Context, c *cluster) []planner.Forecast {
	ctx, stop := context.WithTimeout(ctx, longest)
	defer stop()
	var all []planner.Forecast
	c.connect(o)
	for i := range o.want.Lab.AddonProfiles {
		if profile := &o.want.Lab.AddonProfiles[i]; o.selects(profile, c) {
			all = append(all, o.forProfile(ctx, profile, c))
		}
	}
	return append(all, o.left(ctx, c)...)
}

func (o *outlook) selects(profile *spec.AddonProfile, c *cluster) bool {
	r, _ := o.want.Get(planner.ID{Kind: planner.KindClusterProfile, Name: profile.Name})
	attrs, isProfile := r.Attrs.(planner.ClusterProfile)
	return isProfile && attrs.Selects(o.want.Lab.Name, c.Candidate)
}

// forProfile compares what a profile installs on a cluster with what is there of it.
func (o *outlook) forProfile(ctx context.Context, profile *spec.AddonProfile, c *cluster) planner.Forecast {
	return o.settle(profile, o.compared(ctx, profile.Name, c, o.content(ctx, profile, c)))
}

func (o *outlook) compared(ctx context.Context, profile string, c *cluster, content *content) planner.Forecast {
	forecast := planner.Forecast{
		Profile: profile, Cluster: c.Name, KubernetesVersion: c.version, Compared: c.client != nil, Notes: content.notes,
	}
	have, err := c.look(ctx, content)
	if err != nil {
		forecast.Compared = false
		forecast.Notes = append(forecast.Notes, "the cluster cannot be read, so that all is told as what would come: "+err.Error())
	}
	found := compare(content.wanted, have)
	forecast.Same, forecast.Objects = found.same, found.objects
	if len(found.objects) > 0 {
		forecast.Notes = append(forecast.Notes, content.hooks...)
	}
	return forecast
}

// settle says what becomes of differences where nothing of the plan makes Sveltos act.
func (o *outlook) settle(profile *spec.AddonProfile, f planner.Forecast) planner.Forecast {
	switch {
	case profile.SyncMode == spec.SyncDryRun:
		f.Notes = append(f.Notes, "syncMode is DryRun: Sveltos only reports this")
	case profile.SyncMode == spec.SyncOneTime && o.management.has[f.Cluster][f.Profile] != nil:
		f.Objects, f.Notes = nil, append(f.Notes, "syncMode is OneTime: Sveltos leaves alone what it has installed here")
	case len(f.Objects) == 0 || !f.Compared || o.touches(f):
	case profile.SyncMode == spec.SyncContinuousWithDriftDetection:
		f.Notes = append(f.Notes, "the plan does not touch this add-on; Sveltos puts right what others changed")
	default:
		f.Notes = append(f.Notes, "the plan does not touch this add-on; what differs stays until the profile changes")
	}
	return f
}

// plans reports whether the plan has a step of that kind. What is made anew is created as well.
func (o *outlook) plans(action planner.Action, kind planner.Kind, name string) bool {
	return slices.ContainsFunc(o.plan.Steps, func(s planner.Step) bool {
		return s.Action == action && s.Resource.ID == planner.ID{Kind: kind, Name: name}
	})
}

// touches reports whether a step changes the profile, what carries its content, or the cluster's labels.
func (o *outlook) touches(f planner.Forecast) bool {
	profile := planner.ID{Kind: planner.KindClusterProfile, Name: f.Profile}
	wanted, _ := o.want.Get(profile)
	concerned := append([]planner.ID{profile, {Kind: planner.KindWorkloadCluster, Name: f.Cluster}}, wanted.Needs...)
	return slices.ContainsFunc(o.plan.Steps, func(s planner.Step) bool { return slices.Contains(concerned, s.Resource.ID) })
}
