package profiles

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var summaryResource = kube.Resource{
	Group: "config.projectsveltos.io", Version: "v1beta1", Kind: "ClusterSummary", Plural: "clustersummaries", Namespaced: true,
}

// The labels of a ClusterSummary with the name of its profile: a ClusterProfile, or a Profile of the ClusterSummary's namespace.
const (
	clusterProfileLabel = "projectsveltos.io/cluster-profile-name"
	profileLabel        = "projectsveltos.io/profile-name"
)

// summary is what Sveltos says of one profile on one cluster.
type summary struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		ClusterNamespace string      `json:"clusterNamespace"`
		ClusterName      string      `json:"clusterName"`
		Profile          profileSpec `json:"clusterProfileSpec"`
	} `json:"spec"`
	Status struct {
		Dependencies   string           `json:"dependencies"`
		FailureMessage string           `json:"failureMessage"`
		Features       []featureSummary `json:"featureSummaries"`
		Releases       []releaseSummary `json:"helmReleaseSummaries"`
	} `json:"status"`
}

// featureSummary is how far the charts of a profile are, or its manifests.
type featureSummary struct {
	ID             string `json:"featureID"`
	Status         string `json:"status"`
	FailureMessage string `json:"failureMessage"`
}

type releaseSummary struct {
	Release         string `json:"releaseName"`
	Status          string `json:"status"`
	ConflictMessage string `json:"conflictMessage"`
	FailureMessage  string `json:"failureMessage"`
}

// summaries are what Sveltos says of all profiles.
type summaries struct {
	of map[place]map[string]*summary // by profile, and namespace/name of the cluster
	// failure says why Sveltos does not run. Until it does, what it said last is old.
	failure string
}

// judge says how a profile stands on a cluster, given as namespace/name.
func (s summaries) judge(profile place, cluster string, wanted planner.ClusterProfile) judgement {
	j := s.of[profile][cluster].judge(wanted)
	if s.failure != "" && j.waitsFor != "" && !j.final {
		return judgement{failed: true, waitsFor: s.failure + "; " + j.waitsFor}
	}
	return j
}

// holds says what keeps Sveltos from withdrawing a profile, if it says so.
func (s summaries) holds(profile place) string {
	if s.failure != "" {
		return s.failure
	}
	for _, cluster := range slices.Sorted(maps.Keys(s.of[profile])) {
		said := s.of[profile][cluster]
		for _, f := range said.Status.Features {
			if reason := said.reason(f); reason != "" && f.Status != provisioned {
				return "cluster " + said.Spec.ClusterName + ": " + f.ID + " is " + f.Status + ": " + reason
			}
		}
	}
	return ""
}

// summarize lists what Sveltos says, with one request. Without Sveltos that is nothing.
func summarize(ctx context.Context, client *kube.Client) (map[place]map[string]*summary, error) {
	found := map[place]map[string]*summary{}
	_, err := kube.List(ctx, client, summaryResource, kube.Query{}, func(live *summary) {
		profile, copied := live.profile(), *live
		if found[profile] == nil {
			found[profile] = map[string]*summary{}
		}
		found[profile][live.Spec.ClusterNamespace+"/"+live.Spec.ClusterName] = &copied
	})
	return found, kube.WithoutKind(err)
}

// profile is where the profile is that the summary is of.
func (s *summary) profile() place {
	if name := s.Metadata.Labels[profileLabel]; name != "" {
		return profileAt(s.Metadata.Namespace, name)
	}
	return profileAt("", s.Metadata.Labels[clusterProfileLabel])
}

// judgement is how a profile stands on one cluster.
type judgement struct {
	waitsFor string // nothing when all is there
	final    bool   // Sveltos does not try again by itself
	failed   bool   // it has failed, finally or not
	lost     error  // why the cluster is not made, if it is not
}

// judge says what keeps a profile from being installed on a cluster. A summary that Sveltos has not brought up to date
// with the profile says nothing about it.
func (s *summary) judge(wanted planner.ClusterProfile) judgement {
	switch {
	case s == nil && wanted.Spec["maxUpdate"] != nil:
		return judgement{waitsFor: "Sveltos has not begun; it waits for the cluster's control plane, or until others are done (maxUpdate)"}
	case s == nil:
		return judgement{waitsFor: "Sveltos has not begun; it waits for the cluster's control plane"}
	case s.Metadata.DeletionTimestamp != "":
		return judgement{waitsFor: "Sveltos is withdrawing an earlier profile"}
	case !s.isCurrent(wanted):
		return judgement{waitsFor: "Sveltos has not seen the change yet"}
	case s.Status.FailureMessage != "":
		return judgement{failed: true, waitsFor: kube.FirstLine(s.Status.FailureMessage)}
	}
	for _, feature := range []struct {
		id     string
		wanted bool
	}{
		{"Helm", len(wanted.HelmCharts) > 0},
		{"Resources", len(wanted.ConfigMaps)+len(wanted.Secrets) > 0 || wanted.Spec[refsField] != nil},
		{"Kustomize", wanted.Spec["kustomizationRefs"] != nil},
	} {
		if !feature.wanted {
			continue
		}
		if j := s.judgeFeature(feature.id); j.waitsFor != "" {
			return j
		}
	}
	return judgement{}
}

func (s *summary) isCurrent(wanted planner.ClusterProfile) bool {
	spec := s.Spec.Profile
	spec.home, wanted = carriersOf(wanted.Namespace), limited(wanted)
	more, charts := spec.more(wanted.Spec, kube.Held{}), readCharts(spec.HelmCharts, wanted.HelmCharts)
	configMaps, secrets := readRefs(spec.PolicyRefs, spec.home)
	return slices.Equal(configMaps, wanted.ConfigMaps) && slices.Equal(secrets, wanted.Secrets) &&
		len(planner.Diff(rewritten(charts, more), rewritten(wanted.HelmCharts, wanted.Spec))) == 0
}

// rewritten is what of a profile Sveltos copies, as far as its types keep it: they write durations in their own way, and leave out what is empty.
func rewritten(charts []planner.HelmChart, more map[string]any) planner.ClusterProfile {
	charts = slices.Clone(charts)
	for i := range charts {
		charts[i].More, _ = kept(charts[i].More).(map[string]any)
	}
	more, _ = kept(more).(map[string]any)
	return planner.ClusterProfile{HelmCharts: charts, Spec: more}
}

func kept(value any) any {
	switch value := value.(type) {
	case map[string]any:
		full := map[string]any{}
		for name, inner := range value {
			if inner = kept(inner); !isEmpty(inner) {
				full[name] = inner
			}
		}
		return full
	case []any:
		full := make([]any, len(value))
		for i, item := range value {
			full[i] = kept(item)
		}
		return full
	case string:
		if duration, err := time.ParseDuration(value); err == nil {
			return duration.String()
		}
	}
	return value
}

func isEmpty(value any) bool {
	of := reflect.ValueOf(value)
	return !of.IsValid() || of.IsZero() || of.Kind() == reflect.Map && of.Len() == 0 || of.Kind() == reflect.Slice && of.Len() == 0
}
