package page_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

var update = flag.Bool("update", false, "write what the tests got into their golden files")

func step(action planner.Action, id, reason string, more func(*planner.Step)) planner.Step {
	resource, _ := planner.ParseID(id)
	s := planner.Step{ID: planner.StepID(string(action) + " " + id), Action: action, Resource: planner.Resource{ID: resource}, Reason: reason}
	if more != nil {
		more(&s)
	}
	return s
}

// handmade is a plan with a line of every sort: what the planner makes of a lab may change.
var handmade = func() planner.Plan {
	plan := planner.Plan{Lab: "kaas", Notes: []string{"something to know"}, Steps: []planner.Step{
		step(planner.Ensure, "managementCluster/capi-management", "is not ready", nil),
		step(planner.Update, "workloadCluster/workload-01", "differs from the lab file", func(s *planner.Step) {
			s.Changes = []planner.Change{{Field: "workers[md-0].replicas", Old: "3", New: "4"}}
			s.Needs = []planner.StepID{"ensure managementCluster/capi-management"}
		}),
		step(planner.Delete, "workloadCluster/workload-02", "cannot change in place", func(s *planner.Step) { s.Replace = true }),
		step(planner.Create, "workloadCluster/workload-02", "cannot change in place", func(s *planner.Step) { s.Replace = true }),
		step(planner.Create, "kubeconfig/workload-02", "", func(s *planner.Step) {
			s.Replace, s.Because = true, planner.ID{Kind: planner.KindWorkloadCluster, Name: "workload-02"}
		}),
		step(planner.Delete, "workloadCluster/old", "is not in the lab file", nil),
	}}
	for i := range 5 {
		plan.Steps = append(plan.Steps, step(planner.Create, fmt.Sprintf("workloadCluster/edge-%03d", i+1), "is not there", nil))
	}
	return plan
}()

// TestDocuments: the JSON of a busy lab is what the page's scripts are written for.
func TestDocuments(t *testing.T) {
	s := newScene(t, kaas)
	s.busy()
	s.plan = &handmade
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("plan", `"done"`)
	b.until("sight", `"live"`)
	b.until("run", `"none"`)
	var text bytes.Buffer
	for _, key := range slices.Sorted(maps.Keys(b.docs)) {
		if len(key) > 8 && key[:8] == "cluster/" && !slices.Contains([]string{"cluster/workload-02", "cluster/edge-025", "cluster/edge-060"}, key) {
			continue // they are alike
		}
		text.WriteString("-- " + key + " --\n")
		if err := json.Indent(&text, b.docs[key], "", "  "); err != nil {
			t.Fatal(err)
		}
		text.WriteString("\n")
	}
	const path = "testdata/documents.txtar"
	if *update {
		if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(golden), text.String()); diff != "" {
		t.Errorf("%s is not as it was (-golden +got):\n%s", path, diff)
	}
}
