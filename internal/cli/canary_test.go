package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/bundle/bundletest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const canary = "Canary-5f0e9d"

// TestNoKeyOfTheLabFileShowsItsSecret puts a secret into each place of the lab file that can hold text, whatever keys there
// are, and looks for it in all that kaaslab says and writes. A value that is refused is not said either. Those that are not
// refused are tried together as far as they make a valid lab, each with a secret of its own: what one key makes known as a
// secret would be hidden for another.
func TestNoKeyOfTheLabFileShowsItsSecret(t *testing.T) {
	places := placesOf(reflect.TypeFor[spec.Lab](), nil)
	if len(places) < 50 {
		t.Fatalf("found only %d places", len(places))
	}
	made := 0
	for valid := validAlone(t, places); len(valid) > 0; {
		together, rest := validTogether(t, valid)
		t.Run(fmt.Sprintf("%d places", len(together)), func(t *testing.T) {
			if throughTwice(t, together) {
				made += len(together)
			}
		})
		valid = rest
	}
	if made < 80 {
		t.Errorf("only %d places were in a lab that could be made: the test proves little", made)
	}
}

// validAlone are the places in which a secret is not refused.
func validAlone(t *testing.T, places []place) []place {
	r := newCanaryRun(t)
	var valid []place
	for _, p := range places {
		r.writePlaces([]place{p}, "")
		if r.kaaslab("validate") == exitDone && r.kaaslab("plan", "--full") == exitDone {
			valid = append(valid, p)
		}
	}
	r.look()
	return valid
}

// validTogether takes as many places as make a valid lab, the first of them in any case.
func validTogether(t *testing.T, places []place) (together, rest []place) {
	r := newCanaryRun(t)
	for _, p := range places {
		if slices.ContainsFunc(together, func(other place) bool { return slices.Equal(other.path, p.path) }) {
			rest = append(rest, p)
			continue
		}
		r.writePlaces(append(together, p), "")
		if _, _, err := spec.Load(r.labFile(), nil); err != nil && len(together) > 0 {
			rest = append(rest, p)
			continue
		}
		together = append(together, p)
	}
	return together, rest
}

// throughTwice shows a lab with secrets, and then with others in their places, and reports whether it could be made.
func throughTwice(t *testing.T, places []place) (made bool) {
	r := newCanaryRun(t)
	for _, suffix := range []string{"", "-changed"} { // the second time it is a change, which may need leave
		r.writePlaces(places, suffix)
		r.kaaslab("plan", "--full")
		made = r.through() || made
	}
	r.look()
	if t.Failed() {
		for i, p := range places {
			t.Logf("%s is the secret of %s", secretOf(i), strings.Join(p.path, "."))
		}
	}
	return made
}

// secretOf is the secret of one of several places. None begins with another.
func secretOf(i int) string { return fmt.Sprintf("%s-%03d", canary, i) }

// TestNoFileOfTheLabFileShowsItsSecret is for what the lab file names: manifests and a password, and for an API that quotes
// them when it refuses.
func TestNoFileOfTheLabFileShowsItsSecret(t *testing.T) {
	r := newCanaryRun(t)
	r.write("a.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {any: "+canary+"}\n")
	r.write("b.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: t, namespace: default}\ndata: {any: "+base64.StdEncoding.EncodeToString([]byte(canary))+"}\n"+
		"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {conf: \"a: b\\npassword: "+canary+"\\n\"}\n")
	r.write("password.txt", canary+"\n")
	lab := wholeLab()
	at(t, lab, "addonProfiles", "0")["helmCharts"].([]any)[0].(map[string]any)["values"] = map[string]any{"auth": map[string]any{"password": canary}}
	delete(at(t, lab, "managementCluster"), "agentArgs") // the World takes them up with the second apply only
	at(t, lab, "workloadClusters", "1")["variables"] = map[string]any{"apiToken": canary}
	r.writeLab(lab)
	quoting := executor.Final(fmt.Errorf("admission webhook denied the request: spec: Invalid value: %q is not allowed\nand not %s either",
		canary, base64.StdEncoding.EncodeToString([]byte(canary))))
	r.stage.world.Fail(fake.Apply, planner.ID{Kind: planner.KindClusterProfile, Name: "a"}, 1, quoting)
	r.stage.world.Fail(fake.AwaitReady, planner.ID{Kind: planner.KindWorkloadCluster, Name: "b"}, 1, quoting)
	if code := r.kaaslab("apply", "--yes"); code != exitIncomplete {
		t.Fatalf("exit code %d:\n%s", code, r.said.String())
	}
	if !strings.Contains(r.said.String(), "Invalid value: \"(hidden)\" is not allowed") {
		t.Errorf("the reason does not show, or with the secret:\n%s", r.said.String())
	}
	if code := r.kaaslab("apply", "--yes"); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, r.said.String())
	}
	r.stage.world.Break(planner.ID{Kind: planner.KindClusterProfile, Name: "a"}, "cluster b: failed: "+canary)
	r.through()
	r.stage.world.FailWith(func(op fake.Op, _ planner.ID) error {
		if op == fake.Observe {
			return errors.New("cannot look: " + canary)
		}
		return nil
	})
	r.kaaslab("plan")
	r.kaaslab("status")
	r.stage.world.FailWith(nil)
	r.kaaslab("destroy", "--yes", "-o", "jsonl")
	r.look()
}

// canaryRun is a lab in which all that is said is kept.
type canaryRun struct {
	t     *testing.T
	dir   string
	stage *stage
	said  bytes.Buffer
	count int
}

func newCanaryRun(t *testing.T) *canaryRun {
	r := &canaryRun{t: t, dir: t.TempDir(), stage: &stage{world: fake.New(), docker: true}}
	t.Setenv("HOME", r.dir)
	t.Setenv("XDG_STATE_HOME", filepath.Join(r.dir, "state"))
	t.Setenv("KUBECONFIG", filepath.Join(r.dir, "users-own-kubeconfig"))
	for _, name := range []string{"a.yaml", "b.yaml"} {
		r.write(name, "{apiVersion: v1, kind: Namespace, metadata: {name: "+strings.TrimSuffix(name, ".yaml")+"}}\n")
	}
	r.write("password.txt", "another\n")
	return r
}

func (r *canaryRun) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r *canaryRun) writeLab(lab map[string]any) {
	r.t.Helper()
	text, err := yaml.Marshal(lab)
	if err != nil {
		r.t.Fatal(err)
	}
	r.write("lab.yaml", string(text))
}

// writePlaces writes a lab file with a secret in each of these places.
func (r *canaryRun) writePlaces(places []place, suffix string) {
	r.t.Helper()
	lab := wholeLab()
	for i, p := range places {
		put(r.t, lab, p.path, p.value(secretOf(i)+suffix))
	}
	r.writeLab(lab)
}

func (r *canaryRun) labFile() string { return filepath.Join(r.dir, "lab.yaml") }

func (r *canaryRun) kaaslab(args ...string) int {
	p := newProgram(strings.NewReader(""), &r.said, &r.said)
	p.machine.Adapters = r.stage.adapters
	fmt.Fprintf(&r.said, "\n$ kaaslab %s\n", strings.Join(args, " "))
	return run(context.Background(), p, append(args, "-f", r.labFile()))
}

// through runs everything that shows a lab, and reports whether it could be made.
func (r *canaryRun) through() bool {
	r.kaaslab("plan", "-o", "json")
	r.kaaslab("graph", "--plan", "-o", "svg")
	made := r.kaaslab("apply", "--yes", "-o", "jsonl") == exitDone
	for _, command := range [][]string{
		{"apply", "--yes"}, {"plan"}, {"status", "-o", "wide"}, {"status", "-o", "json"}, {"graph"}, {"graph", "--plan", "-o", "dot"}, {"doctor"},
	} {
		r.kaaslab(command...)
	}
	r.page()
	r.count++
	archive := filepath.Join(r.dir, fmt.Sprintf("archive-%d.tar.gz", r.count))
	r.kaaslab("diagnose", "-o", archive)
	files, err := bundletest.Read(archive)
	if err != nil {
		r.t.Fatal(err)
	}
	for name, text := range files {
		fmt.Fprintf(&r.said, "%s:\n%s\n", name, text)
	}
	return made
}

// page is what the page would show of the plan and the lab.
func (r *canaryRun) page() {
	p := newProgram(strings.NewReader(""), &r.said, &r.said)
	p.machine.Adapters = r.stage.adapters
	s, err := p.open(r.labFile())
	if err != nil {
		fmt.Fprintln(&r.said, p.outward.Err(err))
		return
	}
	source := s.pageSource()
	plan, err := source.Plan(r.t.Context())
	fmt.Fprintf(&r.said, "%+v %+v %+v %v\n", source.Lab, source.Look(r.t.Context()), plan, err)
}

// mayHold are the files that hold secrets: those that the user wrote, and archives, which are looked into.
var mayHold = []string{"lab.yaml", "a.yaml", "b.yaml", "password.txt"}

// look looks for the canary in all that was said, and in every file.
func (r *canaryRun) look() {
	r.t.Helper()
	r.find("what was said", r.said.String())
	_ = filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) == ".gz" {
			return err
		}
		for _, name := range mayHold {
			if path == filepath.Join(r.dir, name) {
				return nil
			}
		}
		text, err := os.ReadFile(path)
		r.find(path, string(text))
		return err
	})
}

func (r *canaryRun) find(where, text string) {
	r.t.Helper()
	for _, form := range append(base64Forms(canary), canary) {
		if i := strings.Index(text, form); i >= 0 {
			r.t.Errorf("%s has the secret:\n...%s...", where, text[max(0, i-300):min(len(text), i+60)])
			return
		}
	}
}

// base64Forms are the canary in base64, in each of its alignments.
func base64Forms(text string) []string {
	var forms []string
	for i := range 3 {
		inner := text[i:]
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(inner[:len(inner)/3*3])))
	}
	return forms
}
