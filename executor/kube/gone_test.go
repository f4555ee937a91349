package kube

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// TestWhatADeleteHasNotFoundIsDeletedAgain: a delete that is told that there is nothing, while the thing is there, is made up for by
// the wait. What nobody deletes on a new list is deleted again, and what somebody else made meanwhile is left.
func TestWhatADeleteHasNotFoundIsDeletedAgain(t *testing.T) {
	lab := ownership.New("shop", planner.Identity{ID: "fedcba9876543210"})
	mine := fmt.Sprintf(`"labels": {"kaaslab.dev/lab": "shop"}, "annotations": {"kaaslab.dev/id": "fedcba9876543210", "kaaslab.dev/object": %q},
		"managedFields": [{"manager": "kaaslab", "operation": "Apply"}]`, ConfigMaps.mark(Namespace, "a", Meta{}))
	for name, c := range map[string]struct {
		is            string
		heeds, wanted int64 // the delete that is heeded, and how many there are
	}{
		"there":              {mine, 1, 1},
		"there once more":    {mine, 2, 2},
		"being deleted":      {mine + `, "deletionTimestamp": "2026-01-01T00:00:00Z"`, 0, 0},
		"somebody's by then": {`"labels": {"kaaslab.dev/lab": "shop"}`, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			access := accessTo(t, "https://192.0.2.1")
			synctest.Test(t, func(t *testing.T) {
				var deleted, listed atomic.Int64
				access.options.WrapTransport = func(http.RoundTripper) http.RoundTripper {
					return noNetwork(func(r *http.Request) (int, string) {
						switch {
						case r.Method == http.MethodDelete:
							deleted.Add(1)
						case r.URL.Query().Get("watch") != "":
							<-r.Context().Done()
						case listed.Add(1) > 1 && (deleted.Load() >= c.heeds):
							return http.StatusOK, list()
						default:
							return http.StatusOK, list(`{"metadata": {"name": "a", "namespace": "default", "uid": "u", "resourceVersion": "1", ` + c.is + `}}`)
						}
						return http.StatusOK, "{}"
					})
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				if err := AwaitGone(ctx, access, ConfigMaps, Namespace, "a", lab, func(string) {}); err != nil {
					t.Error(err)
				}
				if deleted.Load() != c.wanted {
					t.Errorf("deleted %d times, want %d", deleted.Load(), c.wanted)
				}
				synctest.Wait()
			})
		})
	}
}
