package lab

import (
	"context"
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/embedded/internal/status"
)

// patience bounds how long the stop waits for one part.
const patience = 6 * time.Second

// run is one life of a lab.
type run struct {
	options Options
	dir     string
	status  *status.Reporter
	parts   parts
	stops   []func()
	failed  chan error
}

// stage is one step of the start. Its name is what people read meanwhile.
type stage struct {
	name string
	do   func(context.Context) error
}

func (r *run) start(ctx context.Context) error {
	r.background("log", boundLog)
	r.background("garbage", boundGarbage)
	for _, s := range r.stages() {
		r.status.Report(status.Starting, s.name)
		if err := r.stage(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	r.status.Report(status.Ready, "serving")
	return nil
}

// stage runs s and gives up when a part that runs already fails.
func (r *run) stage(ctx context.Context, s stage) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.do(ctx) }()
	select {
	case err := <-done:
		return err
	case err := <-r.failed:
		cancel()
		<-done
		return err
	}
}

// background runs a part until the stop. If it ends before, the lab has failed.
func (r *run) background(name string, do func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := do(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = fmt.Errorf("ended by itself")
		}
		r.failed <- fmt.Errorf("%s: %w", name, err)
	}()
	r.onStop(func() {
		cancel()
		waitFor(done)
	})
}

func (r *run) onStop(do func()) { r.stops = append(r.stops, do) }

// stop undoes the start in reverse order.
func (r *run) stop() {
	for i := len(r.stops) - 1; i >= 0; i-- {
		r.stops[i]()
	}
}

func waitFor(done <-chan struct{}) {
	select {
	case <-done:
	case <-time.After(patience):
	}
}
