package evidence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// Events adds what the controllers reported, the oldest first.
func (c Cluster) Events(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	var all []kube.Event
	err = list(ctx, c, client, kube.Events, func(e *kube.Event) { all = append(all, *e) })
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b kube.Event) int { return cmp.Compare(a.Time(), b.Time()) })
	var text strings.Builder
	for _, e := range all {
		fmt.Fprintf(&text, "%s %-7s %s %s/%s: %s", e.Time(), e.Type, e.Reason, e.Object.Kind, e.Object.Name, kube.FirstLine(e.Message))
		if e.Count > 1 {
			fmt.Fprintf(&text, " (%d times)", e.Count)
		}
		text.WriteByte('\n')
	}
	into.File("management/events.txt", text.String())
	return nil
}
