package fake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// handler serves one kind for one lab.
type handler struct {
	world  *World
	kind   planner.Kind
	lab    string
	wanted map[planner.ID]bool // by the lab
	given  map[planner.ID]bool // of these, the clusters that the lab does not make
}

// Observe implements executor.Handler.
func (h *handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	w := h.world
	if err := w.begin(ctx, Observe, planner.ID{Kind: h.kind}); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	holder := planner.ID{Kind: planner.HolderOf(h.kind)}
	if holder.Kind != "" {
		holder.Name = w.lookedInto(want.Lab)
		if err := w.checkReady(holder); err != nil {
			return nil, executor.Final(fmt.Errorf("list %s: %w", h.kind, err))
		}
	}
	var observed []planner.Observed
	for _, there := range w.things {
		if there.ID.Kind == h.kind && h.sees(there, holder) {
			observed = append(observed, there.seenBy(h.given[there.ID]))
		}
	}
	slices.SortFunc(observed, func(a, b planner.Observed) int { return cmp.Compare(a.ID.Name, b.ID.Name) })
	return observed, nil
}

// lookedInto is the management cluster that an adapter reaches: the kubeconfig that it reads is the wanted one's, or that of the
// one whose place it takes, if that has the same provider.
func (w *World) lookedInto(lab *spec.Lab) string {
	m := lab.ManagementCluster
	if w.things[planner.ID{Kind: planner.KindManagementCluster, Name: m.Name}] != nil {
		return m.Name
	}
	for id, there := range w.things {
		if attrs, ok := there.Attrs.(planner.ManagementCluster); ok && attrs.Provider == m.Provider && there.owner == lab.Name {
			return id.Name
		}
	}
	return m.Name
}

// sees reports whether an adapter would see the thing: it looks into the lab's own management cluster and no other, and
// there are thousands of kernel settings.
func (h *handler) sees(there *thing, holder planner.ID) bool {
	if there.ID.Kind == planner.KindSysctl {
		return h.wanted[there.ID]
	}
	return holder.Kind == "" || there.Within == holder
}

// Apply implements executor.Handler.
func (h *handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	report("applying")
	if err := h.world.begin(ctx, Apply, r.ID); err != nil {
		return err
	}
	h.world.mu.Lock()
	defer h.world.mu.Unlock()
	return executor.Final(h.world.apply(h.known(r), h.lab)) // it would be a mistake in the plan
}

// known leaves out the needs that are not of the lab, such as a ClusterClass of the user's own: they are the user's to have.
func (h *handler) known(r planner.Resource) planner.Resource {
	r.Needs = slices.DeleteFunc(slices.Clone(r.Needs), func(id planner.ID) bool { return !h.wanted[id] })
	return r
}

// AwaitReady implements executor.Handler.
func (h *handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.world.begin(ctx, AwaitReady, r.ID); err != nil {
		return err
	}
	return h.world.await(ctx, AwaitReady, r.ID, report, h.world.becomeReady)
}

// Stop implements executor.Stopper.
func (h *handler) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	report("stopping")
	if err := h.world.begin(ctx, Stop, r.ID); err != nil {
		return err
	}
	h.world.Stop(r.ID)
	return nil
}

// Delete implements executor.Handler.
func (h *handler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	report("deleting")
	if err := h.world.begin(ctx, Delete, r.ID); err != nil {
		return err
	}
	h.world.mu.Lock()
	defer h.world.mu.Unlock()
	return executor.Final(h.world.remove(r.ID, h.lab))
}

// AwaitGone implements executor.Handler.
func (h *handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.world.begin(ctx, AwaitGone, r.ID); err != nil {
		return err
	}
	return h.world.await(ctx, AwaitGone, r.ID, report, h.world.becomeGone)
}

// await asks again after every change of the World until the answer is yes.
func (w *World) await(ctx context.Context, op Op, id planner.ID, report executor.Report, done func(planner.ID) (bool, error)) error {
	for {
		w.mu.Lock()
		over, err := done(id)
		changed := w.changed
		w.mu.Unlock()
		if over || err != nil {
			return executor.Final(err)
		}
		report("waiting for " + strings.TrimPrefix(string(op), "await "))
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%s %s: %w", op, id, ctx.Err())
		}
	}
}
