package graph_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/awalterschulze/gographviz"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/cli/graph"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const head = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\n"

var labs = map[string]string{
	"docker": `name: docker
managementCluster: {provider: k3d, agents: 2}
peering: {subnet: 172.30.0.0/16}
addonProfiles:
- name: cilium
  clusterSelector: {matchLabels: {cni: cilium}}
  helmCharts: [{repositoryURL: "https://helm.cilium.io", chart: cilium/cilium, version: 1.18.4, release: cilium}]
- name: policy
  clusterSelector: {matchExpressions: [{key: tier, operator: Exists}]}
  dependsOn: [cilium]
  manifests: ["./a \"quoted\" & <odd> #1.yaml"]
workloadClusters:
- {name: workload-01, labels: {cni: cilium, tier: gold}, workers: [{name: md-0, replicas: 2}, {name: gpu, replicas: 1}]}
- {name: workload-02, labels: {cni: cilium}, controlPlane: {replicas: 3}}
- {name: simulated, infrastructure: inMemory}
`,
	"fleet": `name: fleet
addonProfiles:
- name: base
  clusterSelector: {matchLabels: {tier: edge}}
  manifests: [./base.yaml]
workloadClusters:
- {name: fleet, count: 100, labels: {tier: edge}, workers: [{name: md-0, replicas: 1}]}
- {name: one, count: 1}
- {name: canary, kubernetesVersion: v1.37.0, labels: {tier: edge}}
- {name: own, clusterClass: theirs}
`,
}

func load(t *testing.T, name string) *spec.Lab {
	t.Helper()
	manifest := func(string) ([]byte, error) {
		return []byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"), nil
	}
	lab, _, err := spec.Parse(name+".yaml", []byte(head+labs[name]), manifest)
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

// graphs are the pictures that the tests draw: of each lab, and of the plan that makes it.
func graphs(t *testing.T) map[string]graph.Graph {
	t.Helper()
	all := map[string]graph.Graph{}
	for name := range labs {
		lab := load(t, name)
		plan, err := planner.Compute(lab, planner.State{})
		if err != nil {
			t.Fatal(err)
		}
		all["lab_"+name], all["plan_"+name] = graph.OfLab(lab), graph.OfPlan(plan)
	}
	return all
}

var formats = map[string]func(io.Writer, graph.Graph) error{"mermaid": graph.Mermaid, "dot": graph.Dot, "svg": graph.SVG}

func draw(t *testing.T, format string, g graph.Graph) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := formats[format](&text, g); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func step(action planner.Action, id, reason string, needs ...planner.StepID) planner.Step {
	resource, _ := planner.ParseID(id)
	return planner.Step{
		ID: planner.StepID(string(action) + " " + id), Action: action, Resource: planner.Resource{ID: resource}, Reason: reason, Needs: needs,
	}
}

// rollout is a plan with a step of every sort. What the planner makes of a lab may change; how a plan is drawn does not.
var rollout = func() planner.Plan {
	const class, management = "update clusterClass/demo-docker", "ensure managementCluster/demo-management"
	plan := planner.Plan{Lab: "demo", Steps: []planner.Step{
		step(planner.Delete, "workloadCluster/old", "is not in the lab file"),
		step(planner.Ensure, "managementCluster/demo-management", "is not ready: the process is not running"),
		step(planner.Update, "clusterClass/demo-docker", "differs from the lab file", management),
	}}
	plan.Steps[2].Changes = []planner.Change{{Field: "revision", Old: "1", New: "2"}}
	for i := range 5 {
		name := fmt.Sprintf("fleet-%03d", i+1)
		plan.Steps = append(plan.Steps,
			step(planner.Create, "workloadCluster/"+name, "is not there", class, management),
			step(planner.Create, "kubeconfig/"+name, "is not there", planner.StepID("create workloadCluster/"+name)))
	}
	removed := step(planner.Delete, "workloadCluster/pool", "cannot change in place")
	made := step(planner.Create, "workloadCluster/pool", "cannot change in place", removed.ID, class)
	removed.Replace, made.Replace = true, true
	plan.Steps = append(plan.Steps, removed, made)
	return plan
}()

func TestGraphs(t *testing.T) {
	goldens := map[string]graph.Graph{"plan": graph.OfPlan(&rollout)}
	for name := range labs {
		goldens["lab_"+name] = graph.OfLab(load(t, name))
	}
	for name, g := range goldens {
		var drawn []txtar.File
		for _, format := range []string{"mermaid", "dot", "svg"} {
			drawn = append(drawn, txtar.File{Name: format, Data: draw(t, format, g)})
		}
		golden.Compare(t, name, drawn)
	}
}

func TestDotIsDot(t *testing.T) {
	for name, g := range graphs(t) {
		parsed := parseDot(t, draw(t, "dot", g))
		if !parsed.Directed || len(parsed.Nodes.Nodes) != len(g.Boxes) || len(parsed.Edges.Edges) != len(g.Lines) {
			t.Errorf("%s: %d nodes and %d edges, want %d and %d", name, len(parsed.Nodes.Nodes), len(parsed.Edges.Edges), len(g.Boxes), len(g.Lines))
		}
	}
}

func parseDot(t *testing.T, text []byte) *gographviz.Graph {
	t.Helper()
	tree, err := gographviz.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	parsed := gographviz.NewGraph()
	if err := gographviz.Analyse(tree, parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

func svgTexts(t *testing.T, picture []byte) []string {
	t.Helper()
	var texts []string
	for decoder := xml.NewDecoder(bytes.NewReader(picture)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if chars, ok := token.(xml.CharData); ok {
			texts = append(texts, string(chars))
		}
	}
}

func TestSVGNeedsNothingElse(t *testing.T) {
	for name, g := range graphs(t) {
		picture := string(draw(t, "svg", g))
		for _, reference := range []string{"href", "url(http", "@import", "<script", "<image", "<foreignObject"} {
			if strings.Contains(picture, reference) {
				t.Errorf("%s refers to something: %s", name, reference)
			}
		}
		for _, box := range g.Boxes {
			if !slices.Contains(svgTexts(t, []byte(picture)), box.Title) {
				t.Errorf("%s does not show %q", name, box.Title)
			}
		}
	}
}

func TestFleetIsOneBox(t *testing.T) {
	for name, title := range map[string]string{"lab_fleet": "fleet-001 ... fleet-100", "plan_fleet": "create workloadCluster/fleet-001 ... fleet-100"} {
		g := graphs(t)[name]
		if !slices.ContainsFunc(g.Boxes, func(b graph.Box) bool { return b.Title == title }) {
			t.Errorf("%s has no box %q", name, title)
		}
		if len(g.Boxes) > 15 {
			t.Errorf("%s has %d boxes", name, len(g.Boxes))
		}
	}
}

// TestPlanKeepsEveryNeed: what a step needs, its box comes after, with a line or over others.
func TestPlanKeepsEveryNeed(t *testing.T) {
	plan, err := planner.Compute(load(t, "docker"), planner.State{})
	if err != nil {
		t.Fatal(err)
	}
	next := map[string][]string{}
	for _, line := range graph.OfPlan(plan).Lines {
		next[line.From] = append(next[line.From], line.To)
	}
	var reaches func(from, to string) bool
	reaches = func(from, to string) bool {
		return from == to || slices.ContainsFunc(next[from], func(n string) bool { return reaches(n, to) })
	}
	for _, step := range plan.Steps {
		for _, need := range step.Needs {
			if !reaches(string(need), string(step.ID)) {
				t.Errorf("%s does not come before %s", need, step.ID)
			}
		}
	}
}

func TestPictureOfNothing(t *testing.T) {
	g := graph.OfPlan(&planner.Plan{Lab: "demo"})
	for format := range formats {
		if got := string(draw(t, format, g)); !strings.Contains(got, "plan for lab demo") {
			t.Errorf("%s: %s", format, got)
		}
	}
	parseDot(t, draw(t, "dot", g))
}

func TestStepsThatDifferAreApart(t *testing.T) {
	var steps []planner.Step
	for i := range 5 {
		id := planner.ID{Kind: planner.KindKubeconfig, Name: fmt.Sprintf("f-%03d", i+1)}
		reason := fmt.Sprintf("workloadCluster/%s is replaced", id.Name)
		if i == 4 {
			reason = "differs"
		}
		steps = append(steps, planner.Step{ID: planner.StepID("update " + id.String()), Action: planner.Update, Resource: planner.Resource{ID: id}, Reason: reason})
	}
	boxes := graph.OfPlan(&planner.Plan{Steps: steps}).Boxes
	if len(boxes) != 2 || boxes[0].Title != "update kubeconfig/f-001 ... f-004" || boxes[0].Rows[1] != "workloadCluster/f is replaced" || boxes[1].Title != "update kubeconfig/f-005" {
		t.Errorf("boxes are %+v", boxes)
	}
}
