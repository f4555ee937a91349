package profiles

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// between is the time between two looks at what Sveltos says.
const between = time.Second

// controller is the Deployment that is there wherever Sveltos runs, by chart or by manifests.
const controller = "addon-controller"

// expected is a cluster of the lab on which Sveltos installs what a profile says.
type expected struct {
	planner.Candidate
	id planner.ID
}

// key is what summaries know the cluster by.
func (e expected) key() string { return e.Home + "/" + e.Name }

// expect lists the clusters of a lab on which Sveltos installs, where it runs. In-memory clusters run nothing, so that
// profiles are matched to them and never installed; of clusters in raw manifests nobody knows the labels.
func expect(lab *spec.Lab) []expected {
	var clusters []expected
	for _, cluster := range lab.Clusters() {
		if cluster.RawCluster() || !lab.ManagementCluster.Provider.InstallsAddons(cluster.Infrastructure) {
			continue
		}
		clusters = append(clusters, expected{planner.CandidateOf(cluster), planner.WorkloadID(cluster)})
	}
	return clusters
}

// profileHandler handles profiles that are ready once their add-ons are on the clusters that they select.
type profileHandler struct {
	*handler
	expected []expected
	// given says that the management cluster is somebody else's, and so is Sveltos, if it runs there.
	given bool
	// failure says why the Sveltos that kaaslab runs does not, or nothing.
	failure func() string
}

// installs reports whether somebody installs what profiles say.
func (h *profileHandler) installs(ctx context.Context) (bool, error) {
	if len(h.expected) == 0 || !h.given {
		return len(h.expected) > 0, nil
	}
	client, err := h.access.Client()
	if err != nil {
		return false, err
	}
	err = client.Get(ctx, kube.Deployments, planner.SveltosNamespace, controller, &kube.Deployment{})
	if kube.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Observe lists the profiles, and what Sveltos says of each on each cluster.
func (h *profileHandler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	observed, err := h.handler.Observe(ctx, want)
	if err != nil || len(observed) == 0 {
		return observed, err
	}
	if installs, err := h.installs(ctx); err != nil || !installs {
		return observed, err
	}
	said, err := h.summaries(ctx)
	if err != nil {
		return nil, err
	}
	for i := range observed {
		o := &observed[i]
		if o.Owner == h.lab.Name() {
			o.Status = h.status(o.Resource, said)
		}
		if o.Phase == planner.Ready && o.Owner == h.lab.Name() {
			if j := h.judge(o.Resource, said, nobody); j.waitsFor != "" {
				o.Phase, o.Detail = planner.NotReady, j.waitsFor
			}
		}
	}
	return observed, nil
}

func (h *profileHandler) summaries(ctx context.Context) (summaries, error) {
	client, err := h.access.Client()
	if err != nil {
		return summaries{}, err
	}
	of, err := summarize(ctx, client)
	said := summaries{of: of}
	if h.failure != nil {
		said.failure = h.failure()
	}
	return said, err
}

// nobody is lost where nothing is being made.
func nobody(planner.ID) error { return nil }

// judge names the first cluster on which the profile is not installed: a hopeless one before one on which it has failed, that
// before one that only takes its time, and last one that is lost.
func (h *profileHandler) judge(profile planner.Resource, said summaries, lost executor.Lost) judgement {
	wanted := profile.Attrs.(planner.ClusterProfile)
	var first, gone judgement
	for _, cluster := range h.expected {
		if !wanted.Selects(h.lab.Name(), cluster.Candidate) {
			continue
		}
		j := said.judge(h.content.at(profile), cluster.key(), wanted)
		if j.waitsFor == "" {
			continue
		}
		if why := lost(cluster.id); why != nil {
			gone = judgement{waitsFor: why.Error(), lost: why}
			continue
		}
		j.waitsFor = "cluster " + cluster.Name + ": " + j.waitsFor
		if j.final {
			return j
		}
		if first.waitsFor == "" || j.failed && !first.failed {
			first = j
		}
	}
	if first.waitsFor == "" {
		return gone
	}
	return first
}

// status is how the profile stands on every cluster that it selects, for people to read.
func (h *profileHandler) status(profile planner.Resource, said summaries) planner.ClusterProfileStatus {
	wanted := profile.Attrs.(planner.ClusterProfile)
	status := planner.ClusterProfileStatus{Clusters: map[string]planner.AddonStatus{}}
	for _, cluster := range h.expected {
		if wanted.Selects(h.lab.Name(), cluster.Candidate) {
			j := said.judge(h.content.at(profile), cluster.key(), wanted)
			status.Clusters[cluster.Name] = planner.AddonStatus{WaitsFor: j.waitsFor, Failed: j.failed}
		}
	}
	return status
}

// AwaitReady waits until the profile is installed on every cluster of the lab that it selects. One that Sveltos has given
// up is an error. It wants to see it installed twice: Sveltos writes down what it is to install before it says that what it
// had installed before is not all.
func (h *profileHandler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.AwaitRest(ctx, r, report, nobody)
}

// AwaitRest implements executor.Patchy: Sveltos does not begin on a cluster that is not made.
func (h *profileHandler) AwaitRest(ctx context.Context, r planner.Resource, report executor.Report, lost executor.Lost) error {
	if installs, err := h.installs(ctx); err != nil || !installs {
		return err
	}
	seen, at := false, h.content.at(r)
	return poll.Until(ctx, at.String(), between, report, func(ctx context.Context) (string, error) {
		said, err := h.summaries(ctx)
		if err != nil {
			return "", err
		}
		j := h.judge(r, said, lost)
		if j.lost != nil {
			return "", j.lost
		}
		if j.waitsFor == "" && !seen {
			seen = true
			return "making sure that Sveltos has nothing left to do", nil
		}
		seen = j.waitsFor == ""
		if j.waitsFor != "" && j.final {
			return "", fault.Errorf(fault.AddonFailed, "%s: %s", at, j.waitsFor)
		}
		return j.waitsFor, nil
	})
}

// AwaitGone waits until Sveltos has withdrawn the profile from its clusters, and tells what keeps it from that.
func (h *profileHandler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	at := h.content.at(r)
	return poll.Until(ctx, "the end of "+at.String(), between, report, func(ctx context.Context) (string, error) {
		client, err := h.access.Client()
		if err != nil {
			return "", err
		}
		var live kube.Named
		if err := client.Get(ctx, at.of, at.namespace, at.name, &live); kube.IsNotFound(err) {
			return "", nil
		} else if err != nil {
			return "", err
		}
		if live.Metadata.DeletionTimestamp == "" {
			if gone, err := client.DeleteAgain(ctx, at.of, live.Metadata, h.lab); gone || err != nil {
				return "", err
			}
		}
		said, err := h.summaries(ctx)
		return at.String() + " is not gone yet" + after(said.holds(at)), err
	})
}

var (
	_ executor.Handler = (*profileHandler)(nil)
	_ executor.Patchy  = (*profileHandler)(nil)
)
