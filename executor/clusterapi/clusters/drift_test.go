package clusters

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// TestAPoolOfSomebodyElseIsTold: a pool that somebody has added, or has given another name, is left alone and told, for its machines
// run; one that the lab file does not name any more is the lab's, and goes.
func TestAPoolOfSomebodyElseIsTold(t *testing.T) {
	live := &liveCluster{}
	if err := json.Unmarshal([]byte(`{"metadata": {"name": "a", "managedFields": [{"manager": "kaaslab", "operation": "Apply", "fieldsV1":
		{"f:spec": {"f:topology": {"f:workers": {"f:machineDeployments": {"k:{\"name\":\"old\"}": {".": {}, "f:name": {}}}}}}}}]},
		"spec": {"topology": {"workers": {"machineDeployments": [{"name": "md-0"}, {"name": "old"}, {"name": "theirs"}]}}}}`), live); err != nil {
		t.Fatal(err)
	}
	reader := attrsReader{lab: "demo"}
	wanted := []planner.WorkerPool{{Name: "md-0"}}
	notes := reader.poolsOfOthers(live, wanted)
	if want := []string{"somebody else has added the worker pool theirs; it is left alone"}; !slices.Equal(notes, want) {
		t.Errorf("the notes are %q, want %q", notes, want)
	}
	if read := reader.read(live, &planner.WorkloadCluster{Workers: wanted}).Workers; len(read) != 2 || read[1].Name != "old" {
		t.Errorf("the lab has the pools %+v", read)
	}
}

// TestAClassOfAPoolThatSomebodyChangedIsTold: kaaslab gives each pool its class, whether the lab file names one or not.
func TestAClassOfAPoolThatSomebodyChangedIsTold(t *testing.T) {
	for class, fields := range map[string]string{"theirs": "", "worker": `, "f:class": {}`} {
		live := &liveCluster{}
		if err := json.Unmarshal([]byte(`{"metadata": {"name": "a", "managedFields": [{"manager": "kaaslab", "operation": "Apply", "fieldsV1":
			{"f:spec": {"f:topology": {"f:workers": {"f:machineDeployments": {"k:{\"name\":\"md-0\"}": {".": {}, "f:name": {}`+fields+`}}}}}}}]},
			"spec": {"topology": {"workers": {"machineDeployments": [{"name": "md-0", "class": "`+class+`"}]}}}}`), live); err != nil {
			t.Fatal(err)
		}
		wanted := planner.WorkloadCluster{Workers: []planner.WorkerPool{{Name: "md-0"}}}
		read := (&attrsReader{lab: "demo"}).read(live, &wanted)
		changes := planner.Diff(read, wanted)
		if told := len(changes) == 1 && changes[0].Field == "workers[md-0].class"; told != (class == "theirs") {
			t.Errorf("of a pool of class %s the plan says %v", class, changes)
		}
	}
}

// TestATemplateThatIsBeingDeletedIsDamage: nothing is left of it once whoever holds it lets go.
func TestATemplateThatIsBeingDeletedIsDamage(t *testing.T) {
	of := infrastructure.MachineTemplate
	there := template{of, of.New(kube.Namespace, "a")}
	there.object.Map("metadata")["deletionTimestamp"] = "2026-01-01T00:00:00Z"
	damage := (&classView{}).templateDamage(template{of, of.New(kube.Namespace, "a")}, []template{there})
	if want := of.Kind + " a is being deleted"; damage != want {
		t.Errorf("the damage is %q, want %q", damage, want)
	}
}
