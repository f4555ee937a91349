package bench

import (
	"strconv"
	"testing"
)

// TestRequestsDoNotGrow: to plan and to show a lab in which nothing is to do takes as many requests for a hundred clusters as for
// ten, and to write them takes one for each. The server itself sends one now and then, so that a few more are no
// growth.
func TestRequestsDoNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("not in short mode: this starts an API server")
	}
	const few, many, allowed = 10, 100, 5
	plans, looks, writes := map[int]int{}, map[int]int{}, map[int]int{}
	for _, count := range []int{few, many} {
		t.Run(strconv.Itoa(count), func(t *testing.T) {
			f := newFleet(t, count)
			writes[count] = f.write().requests - count
			plans[count], looks[count] = f.counted(f.command("plan")).requests, f.counted(f.command("status")).requests
			f.run("destroy", "--yes")
			f.clear()
		})
	}
	for command, requests := range map[string]map[int]int{"plan": plans, "status": looks, "write, beside one for each cluster,": writes} {
		t.Logf("requests of %s by number of clusters: %v", command, requests)
		if requests[few] == 0 || requests[many] > requests[few]+allowed {
			t.Errorf("requests of %s by number of clusters: %v, want at most %d more", command, requests, allowed)
		}
	}
}
