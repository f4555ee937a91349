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

// event is one of Kubernetes, which has two generations of its fields.
type event struct {
	Metadata      kube.Meta `json:"metadata"`
	LastTimestamp string    `json:"lastTimestamp"`
	EventTime     string    `json:"eventTime"`
	Count         int       `json:"count"`
	Type          string    `json:"type"`
	Reason        string    `json:"reason"`
	Message       string    `json:"message"`
	Object        struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"involvedObject"`
}

func (e *event) time() string { return cmp.Or(e.LastTimestamp, e.EventTime) }

// Events adds what the controllers reported, the oldest first.
func (c Cluster) Events(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	var all []event
	err = list(ctx, c, client, kube.Events, func(e *event) { all = append(all, *e) })
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.time(), b.time()) })
	var text strings.Builder
	for _, e := range all {
		fmt.Fprintf(&text, "%s %-7s %s %s/%s: %s", e.time(), e.Type, e.Reason, e.Object.Kind, e.Object.Name, kube.FirstLine(e.Message))
		if e.Count > 1 {
			fmt.Fprintf(&text, " (%d times)", e.Count)
		}
		text.WriteByte('\n')
	}
	into.File("management/events.txt", text.String())
	return nil
}
