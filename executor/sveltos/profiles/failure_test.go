package profiles

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestSveltosThatDoesNotRunIsNamed: whoever waits for a profile hears why nobody installs it, beside what was waited for, and
// also whoever waits for the profile to go. What was given up, and what is there, stays what it is.
func TestSveltosThatDoesNotRunIsNamed(t *testing.T) {
	const reason = "Sveltos has ended: exit status 1: no room"
	for name, c := range map[string]struct{ status, want string }{
		"not begun": {`{}`, "cluster a: " + reason + "; Resources has not begun"},
		"failed":    {features("Failed", "no kind Job"), "cluster a: " + reason + "; Resources failed, Sveltos tries again: no kind Job"},
		"given up":  {features("FailedNonRetriable", "a conflict"), "cluster a: Resources failed for good: a conflict; Sveltos tries again when the profile or the cluster changes"},
		"installed": {features("Provisioned", ""), "making sure that Sveltos has nothing left to do"},
	} {
		t.Run(name, func(t *testing.T) {
			h := profileHandlerOn(t, summaryList(c.status), func() string { return reason })
			if got := heard(t, h.AwaitReady); got != c.want {
				t.Errorf("a wait for it hears %q, want %q", got, c.want)
			}
		})
	}
	h := profileHandlerOn(t, summaryList(`{}`), func() string { return reason })
	if got, want := heard(t, h.AwaitGone), "ClusterProfile cni is not gone yet: "+reason; got != want {
		t.Errorf("a wait for its end hears %q, want %q", got, want)
	}
}

// TestWhatKeepsAProfileIsNamed: a hook that fails while a chart is removed, for example.
func TestWhatKeepsAProfileIsNamed(t *testing.T) {
	h := profileHandlerOn(t, summaryList(features("Removing", "hook: Job failed")), nil)
	if got, want := heard(t, h.AwaitGone), "ClusterProfile cni is not gone yet: cluster a: Resources is Removing: hook: Job failed"; got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// TestFailuresComeBeforeWhatTakesItsTime: of several clusters that one is named from which somebody learns something.
func TestFailuresComeBeforeWhatTakesItsTime(t *testing.T) {
	slow, failing := summaryOn("a", `{}`), summaryOn("b", features("Failed", "no kind Job"))
	h := profileHandlerOn(t, `{"items": [`+slow+`,`+failing+`]}`, nil)
	if got, want := heard(t, h.AwaitReady), "cluster b: Resources failed, Sveltos tries again: no kind Job"; got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// TestWhatWasInstalledBeforeIsNotEnough: Sveltos names what it is to install, and says a moment later that it is not there.
func TestWhatWasInstalledBeforeIsNotEnough(t *testing.T) {
	answers := answersWith(summaryList(features("Provisioned", "")))
	h := profileHandlerAt(t, answers, nil)
	next := []string{features("Provisioning", ""), features("Provisioned", ""), features("Provisioned", "")}
	var heard []string
	err := h.AwaitReady(t.Context(), cni, func(text string) {
		heard = append(heard, text)
		answers[summariesPath], next = summaryList(next[0]), next[1:]
	})
	want := []string{"making sure that Sveltos has nothing left to do", "cluster a: Resources is Provisioning", "making sure that Sveltos has nothing left to do"}
	if diff := cmp.Diff(want, heard); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func features(status, message string) string {
	return fmt.Sprintf(`{"featureSummaries": [{"featureID": "Resources", "status": %q, "failureMessage": %q}]}`, status, message)
}

func summaryOn(cluster, status string) string {
	return fmt.Sprintf(`{"metadata": {"name": "cni-%s", "labels": {"projectsveltos.io/cluster-profile-name": "cni"}}, "status": %s, "spec": {"clusterNamespace": "default", "clusterName": %q,
		"clusterProfileSpec": {"policyRefs": [{"kind": "ConfigMap", "namespace": "projectsveltos", "name": "lab-cni"}]}}}`, cluster, status, cluster)
}

func summaryList(status string) string { return `{"items": [` + summaryOn("a", status) + `]}` }

var cni = planner.Resource{
	ID:    planner.ID{Kind: planner.KindClusterProfile, Name: "cni"},
	Attrs: planner.ClusterProfile{ConfigMaps: []string{"lab-cni"}, Selector: spec.Selector{MatchLabels: map[string]string{planner.LabLabel: "demo"}}},
}

const summariesPath = "/apis/config.projectsveltos.io/v1beta1/clustersummaries"

func answersWith(summaries string) kubetest.Answers {
	return kubetest.Answers{"/apis/config.projectsveltos.io/v1beta1/clusterprofiles/cni": `{"metadata": {"name": "cni", "deletionTimestamp": "2026-01-01T00:00:00Z"}}`, summariesPath: summaries}
}

func profileHandlerOn(t *testing.T, summaries string, failure func() string) *profileHandler {
	t.Helper()
	return profileHandlerAt(t, answersWith(summaries), failure)
}

func profileHandlerAt(t *testing.T, answers kubetest.Answers, failure func() string) *profileHandler {
	t.Helper()
	lab := &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderEmbedded}, WorkloadClusters: []spec.WorkloadCluster{
		{Name: "a", Infrastructure: spec.InfrastructureSimulated}, {Name: "b", Infrastructure: spec.InfrastructureSimulated, Labels: map[string]string{"x": "y"}},
	}}
	if !strings.Contains(answers[summariesPath], `"b"`) {
		lab.WorkloadClusters = lab.WorkloadClusters[:1]
	}
	return New(kube.NewAccess(answers.Options(t)), lab, ownershiptest.Lab("demo"), Options{Failure: failure})[planner.KindClusterProfile].(*profileHandler)
}

var errHeard = errors.New("that is enough")

// heard is what a wait says first, or its error, or nothing when it ends well.
func heard(t *testing.T, wait func(context.Context, planner.Resource, executor.Report) error) string {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	said := ""
	err := wait(ctx, cni, func(text string) {
		said = text
		cancel(errHeard)
	})
	if err != nil && !errors.Is(err, errHeard) {
		return strings.TrimPrefix(err.Error(), "ClusterProfile cni: ")
	}
	return said
}
