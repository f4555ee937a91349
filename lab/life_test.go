package lab_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/bundle/bundletest"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/planner"
)

// TestALabsLife: it is made for a time by its file, listed, stopped, found by its name when the file is lost, started, given more
// time, and destroyed.
func TestALabsLife(t *testing.T) {
	o, ctx := options(t), context.Background()
	requireEmbedded(t, o)
	file := filepath.Join(t.TempDir(), "lab.yaml")
	if err := os.WriteFile(file, []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: life\nworkloadClusters: [{name: one, infrastructure: inMemory}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := lab.Open(file, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = l.Destroy(context.Background(), lab.DestroyOptions{}) })
	if _, err := l.Apply(ctx, lab.ApplyOptions{TTL: time.Hour}); err != nil {
		t.Fatalf("apply: %v", err)
	}
	wantDiagnosed(t, l)
	wantAdopted(t, l, o)
	management := planner.ID{Kind: planner.KindManagementCluster, Name: l.Spec().ManagementCluster.Name}
	wantListed(t, o, "Ready")
	if stopped, err := l.Stop(ctx, lab.LifeOptions{}); err != nil || !slices.Equal(stopped, []planner.ID{management}) {
		t.Fatalf("stopped %v: %v", stopped, err)
	}
	wantListed(t, o, "Stopped")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if l, err = lab.Find(ctx, "life", lab.Place{}, o); err != nil {
		t.Fatalf("find: %v", err)
	}
	if _, err := l.Apply(ctx, lab.ApplyOptions{}); err == nil || !strings.Contains(err.Error(), "its file is lost") || lab.Code(err) == "" {
		t.Fatalf("a lab of which nothing says what it should be was applied: %v", err)
	}
	if plans, err := l.Start(ctx, lab.LifeOptions{}); err != nil || len(plans) == 0 {
		t.Fatalf("start followed %v: %v", plans, err)
	}
	wantListed(t, o, "Ready")
	if at, err := l.Extend(time.Hour); err != nil || time.Until(at) < 90*time.Minute {
		t.Errorf("its end is put off to %s: %v", at, err)
	}
	if over, err := lab.Overdue(o); err != nil || len(over) > 0 {
		t.Errorf("the time of %v is over: %v", over, err)
	}
	if _, err := l.Destroy(ctx, lab.DestroyOptions{Overdue: true}); err == nil {
		t.Error("a lab is destroyed whose time is not over")
	}
	if _, err := l.Destroy(ctx, lab.DestroyOptions{}); err != nil {
		t.Errorf("destroy: %v", err)
	}
	if left := lab.List(ctx, o); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func wantListed(t *testing.T, o lab.Options, state string) {
	t.Helper()
	labs := lab.List(context.Background(), o)
	if len(labs) != 1 || labs[0].Name != "life" || labs[0].State != state || labs[0].Expires == nil || !slices.Equal(labs[0].Clusters, []string{"one"}) {
		t.Errorf("listed, and should be %s: %+v", state, labs)
	}
}

// wantDiagnosed: the archive has what is there, and names what is not.
func wantDiagnosed(t *testing.T, l *lab.Lab) {
	t.Helper()
	archive := filepath.Join(t.TempDir(), "archive")
	file, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if missing, err := l.Diagnose(context.Background(), file, lab.DiagnoseOptions{}); err != nil || len(missing) > 0 {
		t.Errorf("diagnose: %v, without %v", err, missing)
	}
	files, err := bundletest.Read(archive)
	if err != nil || !strings.Contains(files["status.txt"], "one") || !strings.Contains(files["index.txt"], `lab "life"`) || !strings.Contains(files["lab.yaml"], "name: life") {
		t.Errorf("the archive has %v: %v", slices.Sorted(maps.Keys(files)), err)
	}
}

// TestALabOfWhichNothingIsThereIsTold: by every way to name it.
func TestALabOfWhichNothingIsThereIsTold(t *testing.T) {
	o := options(t)
	for _, name := range []string{"nowhere", "No Name", "../up"} {
		if _, err := lab.Find(context.Background(), name, lab.Place{}, o); !isNoLab(err) {
			t.Errorf("find %q: %v", name, err)
		}
	}
	l, err := lab.New(parsed(t, "nothing", "1"), o)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := l.Plan(context.Background(), lab.PlanOptions{Destroy: true}); err != nil || !plan.Empty() {
		t.Errorf("a plan to destroy nothing: %v, %v", plan, err)
	}
	if plan, err := l.Plan(context.Background(), lab.PlanOptions{Targets: []string{"workloadCluster/one"}, Addons: true}); err != nil || plan.Empty() {
		t.Errorf("a plan for one cluster: %v, %v", plan, err)
	}
	if _, err := l.Extend(time.Hour); !isNoLab(err) {
		t.Errorf("extend: %v", err)
	}
	if left, _ := os.ReadDir(o.StateDir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func isNoLab(err error) bool {
	var none *lab.NoLab
	return errors.As(err, &none)
}
