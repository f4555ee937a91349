package page

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/internal/cli/record"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// watchRun follows the run that another kaaslab records, watched or not: to read a file costs nothing, and a run that is
// over before somebody comes is not missed.
func (p *Page) watchRun(ctx context.Context) {
	reader := record.NewReader(p.options.Record)
	defer reader.Close()
	ticker := time.NewTicker(p.pace.Run)
	defer ticker.Stop()
	for {
		p.showRun(reader)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (p *Page) showRun(reader *record.Reader) {
	// Who holds the lab is asked first: a run that ends in between has written how by the time its record is read.
	holder, held := p.options.Holder()
	run, err := reader.Run()
	if err != nil {
		p.store.put("run", runDoc{State: failed, Error: fault.Text(fault.Wrap(fault.StateFiles, err))})
		return
	}
	p.store.replace("step/", stepDocs(run))
	p.store.put("run", runDocOf(run, holder, held))
	if was := p.running.Swap(held); was != held {
		if !held {
			signal(p.runOver)
		}
		p.poke()
	}
}
