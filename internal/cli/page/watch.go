package page

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// watcher looks at the lab again and again. One goroutine uses it.
type watcher struct {
	*Page
	source   *Source
	due      time.Time // when to look at the lab again
	wait     time.Duration
	planned  time.Time
	planWait time.Duration
}

// watchLab looks at the lab while somebody looks at the page. The lab file is read each time: that costs nothing.
func (p *Page) watchLab(ctx context.Context) {
	w := &watcher{Page: p, planWait: p.pace.Plan}
	for pause := time.Duration(0); w.sleep(ctx, pause); {
		if pause = p.pace.Look; p.viewers.Load() == 0 {
			pause = p.pace.Most // whoever comes wakes it
			continue
		}
		if w.read(); w.source == nil {
			continue
		}
		if !time.Now().Before(w.due) {
			w.wait = w.next(w.look(ctx))
			w.due = time.Now().Add(w.wait)
		}
		w.plan(ctx)
	}
}

// sleep reports false at the end. Whoever wakes it wants to see what there is now, and a run that ends has changed the plan.
func (w *watcher) sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.poked:
		w.due = time.Time{}
	case <-w.runOver:
		w.due, w.planned, w.planWait = time.Time{}, time.Time{}, w.pace.Plan
	case <-ctx.Done():
		return false
	}
	return true
}

// next is when to look again: later each time that a part is down, for there is no use in knocking every second.
func (w *watcher) next(whole bool) time.Duration {
	if whole || w.running.Load() {
		return w.pace.Look
	}
	return min(max(2*w.wait, w.pace.Look), w.pace.Most)
}

// read reads the lab file. As long as it has a mistake, the lab is what it was before.
func (w *watcher) read() {
	source, err := w.options.Open()
	if err != nil {
		w.store.put("file", fileDoc{Problem: fault.Text(err)})
		return
	}
	w.store.put("file", fileDoc{})
	w.describe(source)
}

// look shows what is there, and reports whether all of it could be seen.
func (w *watcher) look(ctx context.Context) bool {
	status := w.source.Look(ctx)
	if ctx.Err() != nil {
		return false
	}
	w.show(status)
	return len(status.Problems) == 0
}

// describe takes over a lab file that is new or has changed. Its plan is another one.
func (w *watcher) describe(source *Source) {
	if source == w.source {
		return
	}
	first := w.source == nil
	w.source, w.planned, w.due = source, time.Time{}, time.Time{}
	w.store.put("lab", labDocOf(source, w.options.Version))
	if first {
		w.show(unseen(source.Lab))
		w.store.put("sight", sightDoc{State: looking, Problems: []string{}})
		w.store.put("plan", planDoc{State: looking})
	}
}

func (w *watcher) show(status snapshot.Status) {
	w.store.put("management", status.ManagementCluster)
	w.store.replace("cluster/", clusterDocs(w.source.Lab, status.WorkloadClusters))
	w.store.replace("profile/", profileDocs(w.source.Lab, status.AddonProfiles))
	w.store.put("sight", sightOf(status))
}

// plan shows what apply would do now. During a run the plan is that of the run.
func (w *watcher) plan(ctx context.Context) {
	if w.running.Load() || time.Since(w.planned) < w.planWait {
		return
	}
	plan, err := w.source.Plan(ctx)
	if ctx.Err() != nil {
		return
	}
	w.planned = time.Now()
	if err != nil {
		w.planWait = min(2*w.planWait, w.pace.Most)
		w.store.put("plan", planDoc{State: failed, Error: fault.Text(err)})
		return
	}
	w.planWait = w.pace.Plan
	w.store.put("plan", planDocOf(plan))
}
