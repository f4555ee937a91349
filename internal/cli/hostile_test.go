package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// hostile is what somebody may write into a condition, so that a terminal obeys it or a person misreads it.
const hostile = "\x1b[2J\x1b]0;owned\x07\u009b31mall is \u202ewell\u2066\r\x00\x7f\u200b<b>"

// TestNoOutputObeysTextFromOutside has hostile text in failures, details, findings, owners and names, and looks at all that is
// printed, recorded, logged, archived and shown on the page.
func TestNoOutputObeysTextFromOutside(t *testing.T) {
	r := newCanaryRun(t)
	lab := wholeLab()
	delete(at(t, lab, "managementCluster"), "agentArgs")
	r.writeLab(lab)
	failure := executor.Final(fault.Errorf(fault.KubernetesRequest, "it says %s and\nmore %s", hostile, hostile))
	profile, cluster := planner.ID{Kind: planner.KindClusterProfile, Name: "a"}, planner.ID{Kind: planner.KindWorkloadCluster, Name: "w"}
	r.stage.findings = []executor.Finding{{Check: "check", Verdict: executor.Warning, Found: hostile, Remedy: hostile}}
	r.stage.world.Fail(fake.Apply, profile, 1, failure)
	r.stage.world.Fail(fake.AwaitReady, cluster, 1, failure)
	r.kaaslab("apply", "--yes")
	r.kaaslab("apply", "--yes", "-o", "jsonl")
	r.stage.world.Break(cluster, hostile)
	r.stage.world.Break(profile, hostile)
	r.stage.world.Add(planner.WorkloadClusterResource("foreign"+hostile, planner.WorkloadCluster{}), "demo")
	r.kaaslab("status", "-o", "yaml")
	r.kaaslab("status", "-o", "name")
	r.through()
	r.stage.world.Add(planner.ClusterProfileResource("a", planner.ClusterProfile{}), "somebody "+hostile)
	r.through()
	r.stage.world.FailWith(func(op fake.Op, _ planner.ID) error { return failure })
	r.through()

	if !strings.Contains(r.said.String(), "well") {
		t.Fatal("nothing of the text was said")
	}
	findObeyed(t, "what was said", r.said.String())
	_ = filepath.WalkDir(filepath.Join(r.dir, "state"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		findObeyed(t, path, string(text))
		return err
	})
}

// findObeyed looks for what is to be obeyed, as it is and as JSON may write it: who prints a field of it, obeys it.
func findObeyed(t *testing.T, where, text string) {
	t.Helper()
	for _, odd := range []string{"\x1b", "\u009b", "\u202e", "\u2066", "\r", "\x00", "\x7f", "\u200b", `\u001b`, `\u009b`, `\u202e`, `\u2066`, `\r`, `\u0000`, `\u007f`, `\u200b`} {
		if i := strings.Index(text, odd); i >= 0 {
			t.Errorf("%s has %q:\n...%q...", where, odd, text[max(0, i-200):min(len(text), i+60)])
		}
	}
}
