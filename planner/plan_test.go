package planner_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var update = flag.Bool("update", false, "write the plans in testdata anew")

// TestPlans reads testdata/*.txtar. Each holds lab.yaml, what is wanted; there.yaml, a lab that is there as it is wanted;
// state, lines that change what is there; and plan, the plan as text. A file named teardown plans for nothing,
// and one named default has the infrastructure that the lab was made with when its file names none.
func TestPlans(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) < 20 {
		t.Fatalf("found %d cases (%v)", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { testPlan(t, path) })
	}
}

func testPlan(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := readCase(t, archive)
	got := c.plan(c.observed)
	for range 5 {
		rand.Shuffle(len(c.observed), func(i, j int) { c.observed[i], c.observed[j] = c.observed[j], c.observed[i] })
		if diff := cmp.Diff(got, c.plan(c.observed)); diff != "" {
			t.Fatalf("the plan depends on the order of the observations:\n%s", diff)
		}
	}
	if *update {
		writePlan(t, path, archive, got)
		return
	}
	if diff := cmp.Diff(c.want, got); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

type planCase struct {
	lab      *spec.Lab
	observed []planner.Observed
	teardown bool
	want     string
}

func readCase(t *testing.T, archive *txtar.Archive) planCase {
	t.Helper()
	files := map[string]string{}
	for _, file := range archive.Files {
		files[file.Name] = string(file.Data)
	}
	c := planCase{lab: parseLab(t, files, "lab.yaml"), want: files["plan"]}
	_, c.teardown = files["teardown"]
	if there, ok := files["there.yaml"]; ok {
		files["there.yaml"] = strings.TrimSpace(there) + "\n"
		if strings.TrimSpace(there) == "same" {
			files["there.yaml"] = files["lab.yaml"]
		}
		c.observed = observe(parseLab(t, files, "there.yaml"))
	}
	for _, line := range strings.Split(strings.TrimSpace(files["state"]), "\n") {
		if line != "" {
			c.observed = edit(t, c.observed, line)
		}
	}
	return c
}

func parseLab(t *testing.T, files map[string]string, name string) *spec.Lab {
	t.Helper()
	lab, _, err := spec.Parse(name, []byte(files[name]), func(path string) ([]byte, error) {
		content, ok := files[strings.TrimPrefix(path, "./")]
		if !ok {
			return nil, directoryOf(files, strings.TrimPrefix(path, "./")+"/")
		}
		return []byte(content), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if before := strings.TrimSpace(files["default"]); before != "" {
		lab.Default(spec.Infrastructure(before))
	}
	return lab
}

// directoryOf is the error for a directory of these files, if it is one.
func directoryOf(files map[string]string, path string) error {
	inner := fstest.MapFS{}
	for name, text := range files {
		if rest, found := strings.CutPrefix(name, path); found {
			inner[rest] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	if len(inner) == 0 {
		return os.ErrNotExist
	}
	return &spec.Directory{Files: inner}
}

// observe says that all of a lab is there. What adapters cannot know of a resource is left out.
func observe(lab *spec.Lab) []planner.Observed {
	var observed []planner.Observed
	for _, r := range planner.Desired(lab) {
		if planner.HolderOf(r.ID.Kind) != "" {
			r.Within = planner.ID{}
		}
		switch attrs := r.Attrs.(type) { // of these only what they say themselves can be seen
		case planner.ManagementCluster:
			r.Needs = planner.ManagementResource(r.ID.Name, attrs).Needs
		case planner.ClusterClass:
			r.Needs = planner.ClusterClassResource(r.ID.Name, attrs).Needs
		}
		observed = append(observed, planner.Observed{Resource: r, Owner: ownerOf(lab, r), Phase: planner.Ready})
	}
	return observed
}

func ownerOf(lab *spec.Lab, r planner.Resource) string {
	switch {
	case r.ID.Kind == planner.KindSysctl, planner.OfNobody(r.ID.Kind):
		return planner.Unowned
	case r.ID.Kind == planner.KindManagementCluster && r.Shared:
		return "existing"
	}
	return lab.Name
}

// edit changes an observation by a line such as "workloadCluster/a owner other".
func edit(t *testing.T, observed []planner.Observed, line string) []planner.Observed {
	t.Helper()
	words := strings.SplitN(line, " ", 3)
	for i := range observed {
		if observed[i].ID.String() == words[0] {
			return editOne(t, observed, i, words[1], strings.Join(words[2:], ""))
		}
	}
	t.Fatalf("state names %s, which is not there", words[0])
	return nil
}

func editOne(t *testing.T, observed []planner.Observed, i int, verb, rest string) []planner.Observed {
	t.Helper()
	o := &observed[i]
	switch verb {
	case "absent":
		return append(observed[:i:i], observed[i+1:]...)
	case "adopted":
		o.Adopted = true
	case "assumed":
		o.Assumed = true
	case "closed":
		o.Closed = true
	case "unmarked":
		o.Unmarked = true
	case "owner":
		o.Owner = rest
	case "notReady":
		o.Phase, o.Detail = planner.NotReady, rest
	case "deleting":
		o.Phase = planner.Deleting
	case "note":
		o.Notes = append(o.Notes, rest)
	case "set":
		o.Attrs = merge(t, o.Attrs, rest)
	default:
		t.Fatalf("unknown verb %q", verb)
	}
	return observed
}

func merge(t *testing.T, attrs planner.Attrs, fields string) planner.Attrs {
	t.Helper()
	merged := reflect.New(reflect.TypeOf(attrs))
	before, err := json.Marshal(attrs)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{before, []byte(fields)} {
		if err := json.Unmarshal(data, merged.Interface()); err != nil {
			t.Fatal(err)
		}
	}
	return merged.Elem().Interface().(planner.Attrs)
}

func (c planCase) plan(observed []planner.Observed) string {
	compute := planner.Compute
	if c.teardown {
		compute = planner.Teardown
	}
	plan, err := compute(c.lab, planner.NewState(observed...))
	var refused *planner.Refused
	if errors.As(err, &refused) {
		return "refused:\n" + refused.Error() + "\n"
	}
	return text(plan)
}

func text(plan *planner.Plan) string {
	var b bytes.Buffer
	for _, step := range plan.Steps {
		fmt.Fprintf(&b, "%s%s: %s\n", step.ID, mark(step), step.Reason)
		for _, change := range step.Changes {
			fmt.Fprintf(&b, "    %s\n", change)
		}
		if len(step.Loses) > 0 || step.LosesUnseen {
			fmt.Fprintf(&b, "    loses %v, unseen: %v\n", step.Loses, step.LosesUnseen)
		}
		for _, need := range step.Needs {
			fmt.Fprintf(&b, "  after %s\n", need)
		}
	}
	for _, note := range plan.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	fmt.Fprintf(&b, "%+v\n", plan.Count())
	return b.String()
}

func mark(step planner.Step) string {
	if step.Replace {
		return " (replace)"
	}
	return ""
}

func writePlan(t *testing.T, path string, archive *txtar.Archive, plan string) {
	t.Helper()
	kept := archive.Files[:0]
	for _, file := range archive.Files {
		if file.Name != "plan" {
			kept = append(kept, file)
		}
	}
	archive.Files = append(kept, txtar.File{Name: "plan", Data: []byte(plan)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}
