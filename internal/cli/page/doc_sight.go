package page

import "github.com/kaaslab/kaaslab/lab/snapshot"

// The states of what the page does: how far it can see, and how a plan came out.
const (
	looking = "looking" // for the first time
	live    = "live"
	partly  = "partly" // some parts cannot be seen
	down    = "down"   // the management cluster is not up, or cannot be seen
	done    = "done"
	failed  = "failed"
)

// sightDoc says how much of the lab can be seen.
type sightDoc struct {
	State    string   `json:"state"`
	Problems []string `json:"problems"`
}

func sightOf(status snapshot.Status) sightDoc {
	s := sightDoc{State: live, Problems: status.Problems}
	switch {
	case status.ManagementCluster.State != snapshot.Ready:
		s.State = down
	case len(status.Problems) > 0:
		s.State = partly
	}
	return s
}
