package executor

import (
	"context"
	"slices"
	"sync"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Run runs a plan: every step once all that it needs has succeeded, in parallel. A failure skips only what depends on it.
//
// The error is an *Incomplete if steps failed, and an *Interrupted if Options.Stop or the end of the context came before
// all was done. Both leave what was done as it is, for the next run to go on from.
func Run(ctx context.Context, plan *planner.Plan, handlers Handlers, options Options) error {
	nodes, err := newGraph(plan)
	if err != nil {
		return err
	}
	if err := checkHandlers(plan, handlers); err != nil {
		return err
	}
	r := newRun(ctx, nodes, handlers, options.withDefaults())
	defer r.release()
	r.loop()
	return r.result()
}

func checkHandlers(plan *planner.Plan, handlers Handlers) error {
	var missing []planner.Kind
	for _, step := range plan.Steps {
		kind := step.Resource.ID.Kind
		if handlers[kind] == nil && !slices.Contains(missing, kind) {
			missing = append(missing, kind)
		}
	}
	if len(missing) > 0 {
		return fault.Errorf(fault.NotInThisBuild, "this build of kaaslab cannot handle %s, which the plan has steps for", kindList(missing))
	}
	return nil
}

// run is a plan under way. Only the goroutine of loop touches the nodes and the queue.
type run struct {
	interruption
	options  Options
	handlers Handlers
	nodes    []node
	ready    []int // steps that can start, in the order in which they shall
	turns    turns // which of them may
	underWay int   // steps that have started and not ended
	slots    chan struct{}
	ended    chan ending
	lost     sync.Map // of planner.ID: why it does not come about
}

type ending struct {
	node int
	err  error
}

func newRun(ctx context.Context, nodes []node, handlers Handlers, options Options) *run {
	sink := &sink{send: options.Events}
	for i := range nodes {
		nodes[i].track = &track{sink: sink, step: nodes[i].step.ID}
	}
	return &run{
		interruption: newInterruption(ctx, options.Stop, options.Grace),
		options:      options, handlers: handlers, nodes: nodes, ready: nearestFirst(roots(nodes), nodes),
		turns: newTurns(nodes, handlers),
		slots: make(chan struct{}, options.Parallel),
		ended: make(chan ending),
	}
}

// loop starts a step when there is one and a free slot, and otherwise waits for one to end.
func (r *run) loop() {
	for {
		if r.interrupted() {
			r.ready = nil
		}
		if r.underWay == 0 && len(r.ready) == 0 {
			break
		}
		select {
		case r.slotIfReady() <- struct{}{}:
			r.start()
		case e := <-r.ended:
			r.underWay--
			r.turns.give(e.node)
			r.settle(e.node, e.err)
		case <-r.endOfReady():
		}
	}
	r.skipRest()
}

// slotIfReady is no channel, on which nothing can be sent, when there is nothing to start.
func (r *run) slotIfReady() chan<- struct{} {
	if r.turns.next(r.ready) < 0 {
		return nil
	}
	return r.slots
}

// endOfReady wakes the loop when an interruption makes the queue void.
func (r *run) endOfReady() <-chan struct{} {
	if len(r.ready) == 0 {
		return nil
	}
	return r.waits.Done()
}

func (r *run) start() {
	place := r.turns.next(r.ready)
	i := r.ready[place]
	r.ready = slices.Delete(r.ready, place, place+1)
	r.underWay++
	n := &r.nodes[i]
	r.turns.take(i)
	n.outcome = started
	n.track.send(Started, "", nil)
	s := &stepRun{run: r, node: n, handler: r.handlers[n.step.Resource.ID.Kind], hasSlot: true}
	go func() { r.ended <- ending{i, s.do()} }()
}
