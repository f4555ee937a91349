package lab_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/orphans"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/spec"
)

func TestMain(m *testing.M) { os.Exit(orphans.Run(m)) }

// options are those of labs in a directory of the test's own. The environment's directories must not be used.
func options(t *testing.T) lab.Options {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", "/nowhere")
	t.Setenv("XDG_CACHE_HOME", "/nowhere")
	program, err := filepath.Abs("../bin/kaaslab-embedded")
	if err != nil {
		t.Fatal(err)
	}
	return lab.Options{StateDir: t.TempDir(), CacheDir: t.TempDir(), Embedded: program}
}

// requireEmbedded leaves out what starts a real management cluster.
func requireEmbedded(t *testing.T, o lab.Options) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a real management cluster")
	}
	if _, err := os.Stat(o.Embedded); err != nil {
		t.Skip("make build makes kaaslab-embedded")
	}
}

func parsed(t *testing.T, name, workers string) *spec.Lab {
	t.Helper()
	wanted, _, err := spec.Parse(name, []byte(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: `+name+`
managementCluster: {provider: embedded}
workloadClusters:
- name: one
  infrastructure: inMemory
  workers: [{name: md-0, replicas: `+workers+`}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	return wanted
}

// TestAProgramMakesChangesAndDestroysALab: what it takes is what it has between the error checks.
func TestAProgramMakesChangesAndDestroysALab(t *testing.T) {
	o, ctx := options(t), context.Background()
	requireEmbedded(t, o)
	for _, workers := range []string{"1", "2"} {
		l, err := lab.New(parsed(t, "program", workers), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = l.Destroy(context.Background(), lab.DestroyOptions{}) })
		events, picture := 0, &bytes.Buffer{}
		if plan, err := l.Apply(ctx, lab.ApplyOptions{Events: func(lab.Event) { events++ }, Timeline: picture}); err != nil || plan.Empty() || events == 0 {
			t.Fatalf("apply with %s workers: plan %v, %d events, %v", workers, plan, events, err)
		}
		if !strings.Contains(picture.String(), "workloadCluster/one") || !strings.HasSuffix(strings.TrimSpace(picture.String()), "</svg>") {
			t.Errorf("the timeline of an apply with %s workers: %s", workers, picture)
		}
		if plan, err := l.Plan(ctx, lab.PlanOptions{}); err != nil || !plan.Empty() {
			t.Errorf("the plan after an apply: %v, %v", plan, err)
		}
		if config, err := l.Kubeconfig("one"); err != nil || len(config) == 0 {
			t.Errorf("kubeconfig: %v", err)
		}
		if status := l.Status(ctx); len(status.WorkloadClusters) != 1 || status.WorkloadClusters[0].State != "Available" {
			t.Errorf("status: %+v", status)
		}
	}
	l, err := lab.New(parsed(t, "program", "2"), o)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := l.Destroy(ctx, lab.DestroyOptions{}); err != nil || plan.Empty() {
		t.Fatalf("destroy: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(o.StateDir, "kaaslab", "*")); len(left) > 0 {
		t.Errorf("destroy left %v", left)
	}
}

// TestTwoLabsAtOnceInOneProcess: they have directories of their own, so that even the name may be the same.
func TestTwoLabsAtOnceInOneProcess(t *testing.T) {
	requireEmbedded(t, options(t))
	var both sync.WaitGroup
	for range 2 {
		o := options(t)
		both.Go(func() {
			l, err := lab.New(parsed(t, "twin", "1"), o)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := l.Apply(context.Background(), lab.ApplyOptions{}); err != nil {
				t.Errorf("apply: %v", err)
			}
			if plan, err := l.Plan(context.Background(), lab.PlanOptions{}); err != nil || !plan.Empty() {
				t.Errorf("the plan after an apply: %v, %v", plan, err)
			}
			if _, err := l.Destroy(context.Background(), lab.DestroyOptions{}); err != nil {
				t.Errorf("destroy: %v", err)
			}
		})
	}
	both.Wait()
}

// TestASpecCanBeOfTwoLabs: one of them was made when the default of its clusters was another.
func TestASpecCanBeOfTwoLabs(t *testing.T) {
	older := options(t)
	dir, err := statedir.Home(older.StateDir).Of("shared")
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.WriteFile(filepath.Join(dir.Embedded(), "kaaslab.json"), []byte(`{"name": "shared-management"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	wanted, _, err := spec.Parse("shared", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: shared\nworkloadClusters: [{name: one}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lab.New(wanted, older); err != nil {
		t.Fatal(err)
	}
	if is := wanted.WorkloadClusters[0].Infrastructure; is != spec.InfrastructureSimulated {
		t.Errorf("the other lab gets infrastructure %q", is)
	}
}

func TestAWrongFileIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.yaml")
	if err := os.WriteFile(file, []byte("kind: Lab\nlabels: demo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := lab.Open(file, options(t))
	if invalid := (*lab.Invalid)(nil); !errors.As(err, &invalid) || len(invalid.Problems) == 0 {
		t.Errorf("got %v, want an Invalid with its problems", err)
	}
}

func TestALabThatAnotherRunHoldsIsTold(t *testing.T) {
	o := options(t)
	dir, err := statedir.Home(o.StateDir).Of("held")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := dir.Lock("kaaslab apply")
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	l, err := lab.New(parsed(t, "held", "1"), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Apply(context.Background(), lab.ApplyOptions{})
	if held := (*lab.Held)(nil); !errors.As(err, &held) || held.Command != "kaaslab apply" {
		t.Errorf("got %v, want who holds it", err)
	}
}

func TestAMissingProgramIsTold(t *testing.T) {
	o := options(t)
	o.Embedded = filepath.Join(t.TempDir(), "kaaslab-embedded")
	l, err := lab.New(parsed(t, "without", "1"), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Apply(context.Background(), lab.ApplyOptions{})
	if unprepared := (*lab.Unprepared)(nil); !errors.As(err, &unprepared) {
		t.Errorf("got %v, want an Unprepared", err)
	}
}

func TestAStateDirectoryIsAbsolute(t *testing.T) {
	o := options(t)
	o.StateDir = "relative"
	if _, err := lab.New(parsed(t, "relative", "1"), o); fault.Of(err) != fault.NoStateDirectory {
		t.Errorf("got %v, want that it is refused", err)
	}
}
