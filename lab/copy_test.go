package lab_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/lab"
)

// TestCopiesOfALab: it goes on while it is saved and forked; the copies have what it has, and live and end without it.
func TestCopiesOfALab(t *testing.T) {
	o, ctx := options(t), context.Background()
	requireEmbedded(t, o)
	l, err := lab.New(parsed(t, "first", "1"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = l.Destroy(context.Background(), lab.DestroyOptions{}) })
	if _, err := l.Apply(ctx, lab.ApplyOptions{}); err != nil {
		t.Fatalf("apply: %v", err)
	}
	var archive bytes.Buffer
	if err := l.Save(ctx, &archive, lab.SaveOptions{}); err != nil {
		t.Fatalf("save: %v", err)
	}
	if _, err := lab.Load(ctx, bytes.NewReader(archive.Bytes()), "", o); err == nil || !strings.Contains(err.Error(), "is on this machine already") {
		t.Errorf("loaded over a lab that is there: %v", err)
	}
	if _, err := lab.Load(ctx, bytes.NewReader(archive.Bytes()[:archive.Len()/2]), "half", o); !isNoLab(err) {
		t.Errorf("half an archive: %v", err)
	}
	loaded, err := lab.Load(ctx, &archive, "second", o)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	forked, err := l.Fork(ctx, "third", lab.SaveOptions{})
	if err != nil {
		t.Fatalf("fork: %v", err)
	}
	if plan, err := forked.Plan(ctx, lab.PlanOptions{}); err != nil || !plan.Empty() || forked.Spec().Name != "third" {
		t.Errorf("the plan of the copy %s: %v, %v", forked.Spec().Name, plan, err)
	}
	states := map[string]string{}
	for _, entry := range lab.List(ctx, o) {
		states[entry.Name] = entry.State
	}
	if len(states) != 3 || states["first"] != "Ready" || states["second"] != "Stopped" || states["third"] != "Ready" {
		t.Errorf("there are %v", states)
	}
	for _, each := range []*lab.Lab{l, loaded, forked} {
		if _, err := each.Destroy(ctx, lab.DestroyOptions{}); err != nil {
			t.Errorf("destroy: %v", err)
		}
	}
	if left := lab.List(ctx, o); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
