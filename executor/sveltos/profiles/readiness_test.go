package profiles

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestJudgement is what people read about a profile on a cluster.
func TestJudgement(t *testing.T) {
	wanted := planner.ClusterProfile{ConfigMaps: []string{"lab-cni"}}
	const current = `"spec": {"clusterProfileSpec": {"policyRefs": [{"kind": "ConfigMap", "namespace": "projectsveltos", "name": "lab-cni"}]}}`
	for name, c := range map[string]struct {
		summary string
		want    judgement
	}{
		"installed":   {`{` + current + `, "status": {"featureSummaries": [{"featureID": "Resources", "status": "Provisioned"}]}}`, judgement{}},
		"not begun":   {`{` + current + `}`, judgement{waitsFor: "Resources has not begun"}},
		"depends":     {`{` + current + `, "status": {"dependencies": "profile base is not deployed\nmore"}}`, judgement{waitsFor: "profile base is not deployed"}},
		"outdated":    {`{"status": {"featureSummaries": [{"featureID": "Resources", "status": "Provisioned"}]}}`, judgement{waitsFor: "Sveltos has not seen the change yet"}},
		"on its way":  {`{` + current + `, "metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}`, judgement{waitsFor: "Sveltos is withdrawing an earlier profile"}},
		"unreachable": {`{` + current + `, "status": {"failureMessage": "no kubeconfig"}}`, judgement{failed: true, waitsFor: "no kubeconfig"}},
		"fails":       {`{` + current + `, "status": {"featureSummaries": [{"featureID": "Resources", "status": "Failed", "failureMessage": "no kind Job"}]}}`, judgement{failed: true, waitsFor: "Resources failed, Sveltos tries again: no kind Job"}},
		"too late":    {`{` + current + `, "status": {"featureSummaries": [{"featureID": "Resources", "status": "Failed", "failureMessage": "Operation cannot be fulfilled on a: ` + tooLate + ` and try again"}]}}`, judgement{waitsFor: "Resources failed, Sveltos tries again: Operation cannot be fulfilled on a: " + tooLate + " and try again"}},
		"given up": {`{` + current + `, "status": {"featureSummaries": [{"featureID": "Resources", "status": "FailedNonRetriable", "failureMessage": "a conflict"}]}}`,
			judgement{final: true, failed: true, waitsFor: "Resources failed for good: a conflict; Sveltos tries again when the profile or the cluster changes"}},
	} {
		t.Run(name, func(t *testing.T) {
			var said summary
			if err := json.Unmarshal([]byte(c.summary), &said); err != nil {
				t.Fatal(err)
			}
			if got := said.judge(wanted); got != c.want {
				t.Errorf("judged as %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestWhatSveltosHasNotBegunIsWaitedFor, by what may keep it.
func TestWhatSveltosHasNotBegunIsWaitedFor(t *testing.T) {
	var none *summary
	alone, oneByOne := planner.ClusterProfile{}, planner.ClusterProfile{Spec: map[string]any{"maxUpdate": 1}}
	const want = "Sveltos has not begun; it waits for the cluster's control plane"
	if got := none.judge(alone).waitsFor; got != want {
		t.Errorf("waits for %q, want %q", got, want)
	}
	if got := none.judge(oneByOne).waitsFor; got != want+", or until others are done (maxUpdate)" {
		t.Errorf("waits for %q, which does not name maxUpdate", got)
	}
}

// TestALostClusterIsNotWaitedFor, but all others are first.
func TestALostClusterIsNotWaitedFor(t *testing.T) {
	why := errors.New("needs create image/a, which failed")
	lab := &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: spec.ProviderK3d}}
	for _, name := range []string{"lost", "made"} {
		lab.WorkloadClusters = append(lab.WorkloadClusters, spec.WorkloadCluster{Name: name, Infrastructure: spec.InfrastructureDocker})
	}
	h := New(kube.NewAccess(kubetest.Answers{}.Options(t)), lab, ownershiptest.Lab("demo"), Options{})[planner.KindClusterProfile].(*profileHandler)
	lost := func(id planner.ID) error {
		if id == planner.WorkloadID(lab.WorkloadClusters[0]) {
			return why
		}
		return nil
	}
	profile := planner.ClusterProfileResource("web", planner.ClusterProfile{ClusterRefs: []string{"lost", "made"}})
	if j := h.judge(profile, summaries{}, lost); j.lost != nil || !strings.HasPrefix(j.waitsFor, "cluster made: ") {
		t.Errorf("while one is still to come: %+v", j)
	}
	done := summaries{of: map[place]map[string]*summary{profileAt("", "web"): {"default/made": {}}}}
	if j := h.judge(profile, done, lost); !errors.Is(j.lost, why) {
		t.Errorf("when only a lost one is left: %+v", j)
	}
	if j := h.judge(profile, done, nobody); j.lost != nil || !strings.HasPrefix(j.waitsFor, "cluster lost: ") {
		t.Errorf("where nothing is made: %+v", j)
	}
}

// TestWhoInstalls: add-ons are waited for where Sveltos runs, also in a management cluster of somebody else.
func TestWhoInstalls(t *testing.T) {
	none := kubetest.Answers{}
	running := kubetest.Answers{"/apis/apps/v1/namespaces/projectsveltos/deployments/addon-controller": `{"metadata": {"name": "addon-controller"}}`}
	for name, c := range map[string]struct {
		provider       spec.Provider
		infrastructure spec.Infrastructure
		answers        kubetest.Answers
		want           bool
	}{
		"kaaslab has installed it":     {spec.ProviderK3d, spec.InfrastructureDocker, none, true},
		"somebody else has":            {spec.ProviderExisting, spec.InfrastructureExisting, running, true},
		"nobody has":                   {spec.ProviderExisting, spec.InfrastructureExisting, none, false},
		"it has nothing to install on": {spec.ProviderExisting, spec.InfrastructureInMemory, running, false},
		"it does not run there":        {spec.ProviderEmbedded, spec.InfrastructureInMemory, none, false},
	} {
		t.Run(name, func(t *testing.T) {
			lab := &spec.Lab{
				Name: "demo", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: c.provider},
				WorkloadClusters: []spec.WorkloadCluster{{Name: "a", Infrastructure: c.infrastructure}},
			}
			h := New(kube.NewAccess(c.answers.Options(t)), lab, ownershiptest.Lab("demo"), Options{})[planner.KindClusterProfile].(*profileHandler)
			if got, err := h.installs(t.Context()); err != nil || got != c.want {
				t.Errorf("installs: %t, %v; want %t", got, err, c.want)
			}
		})
	}
}
