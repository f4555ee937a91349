package clusters

import (
	"context"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

const (
	// doesNotExist is how Cluster API says that a part of a machine is not there.
	doesNotExist = "does not exist"
	// incompleteFor is for how long that is believed to pass: Cluster API says it of new machines as well, which it has not seen whole yet.
	incompleteFor = time.Minute
)

// replaceIncomplete has machines replaced that never come up. Cluster API makes the two parts of a machine first, and takes them for
// left over, and removes them, if it was too slow to see the Machine that it has made of them. Then it waits for them for ever.
func (h *replacing) replaceIncomplete(ctx context.Context, r planner.Resource, report executor.Report) error {
	machines, err := h.machines.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range (machinesThere{machines: machines}).of(r) {
		if m.Lacks == "" || m.Provisioned || m.Deleting {
			continue
		}
		report("replacing " + m.Name + ", which is incomplete: " + m.Lacks)
		if err := h.machines.Replace(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// incomplete tells for how long a cluster was said to wait for what does not exist.
type incomplete struct{ since time.Time }

// lasts reports whether that was long enough by now, each time anew.
func (i *incomplete) lasts(message string, now time.Time) bool {
	switch {
	case !strings.Contains(message, doesNotExist):
		i.since = time.Time{}
	case i.since.IsZero():
		i.since = now
	case now.Sub(i.since) >= incompleteFor:
		i.since = now
		return true
	}
	return false
}
