// Package drift tells Sveltos what somebody has changed by hand of what it has
// installed on simulated clusters. In life a program of Sveltos does that, which
// runs as a pod beside or in each cluster. Sveltos lists in a ResourceSummary in
// the management cluster what is to be looked at, and reads there what changed.
package drift

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// every is the time between two looks. Sveltos reads what was found every ten seconds.
const every = 3 * time.Second

// again is after how many looks Sveltos is told once more of what it did not put right: it forgets what it hears while it
// is about to say how an earlier attempt went, which takes it ten seconds or more.
const again = 10

// Detector looks at simulated clusters.
type Detector struct {
	// Reader of the management cluster without a cache, for Sveltos' kinds come when the first lab needs them.
	Reader client.Reader
	// Management cluster, where Sveltos says what to look at.
	Management client.Client
	// Cluster reads the objects of a simulated cluster. It is nil for others.
	Cluster func(types.NamespacedName) (client.Client, error)

	known map[types.UID]*baseline
	// complaint is what went wrong last. It is logged once.
	complaint string
}

// baseline is what a ResourceSummary's objects were like when Sveltos had just
// installed them. Sveltos empties the list while it changes something, and
// fills it when it is done, so that every list begins a new one.
type baseline struct {
	generation int64
	prints     map[reference]string
	gone       map[reference]bool // at the first look
	rest       int                // looks until what differs is told once more
}

// begin takes what there is for right, but for what is gone already: Sveltos
// has just installed it. What was gone the last time as well removes itself.
func begin(generation int64, prints map[reference]string, last *baseline) *baseline {
	b := &baseline{generation: generation, prints: maps.Clone(prints), gone: map[reference]bool{}}
	for r, print := range prints {
		if print != absent {
			continue
		}
		b.gone[r] = true
		if last == nil || !last.gone[r] {
			b.prints[r] = "there"
		}
	}
	return b
}

// Start looks until ctx ends.
func (d *Detector) Start(ctx context.Context) error {
	d.known = map[types.UID]*baseline{}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := d.look(ctx); ctx.Err() == nil {
			d.complain(err)
		}
	}
}

func (d *Detector) complain(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != d.complaint {
		log.Printf("look for drift: %s", text)
	}
	d.complaint = text
}

// look compares all clusters with what they were like.
func (d *Detector) look(ctx context.Context) error {
	var found summaryList
	if err := found.read(ctx, d.Reader); err != nil {
		if meta.IsNoMatchError(err) || apierrors.IsNotFound(err) {
			return nil // nobody has asked for add-ons yet
		}
		return err
	}
	there := map[types.UID]*baseline{}
	var failed error
	for i := range found.Items {
		s := &found.Items[i]
		if s.DeletionTimestamp != nil || s.Spec.empty() {
			continue
		}
		there[s.UID] = d.known[s.UID]
		if err := d.compare(ctx, s, there); err != nil {
			failed = errors.Join(failed, fmt.Errorf("what %s lists: %w", s.Name, err))
		}
	}
	d.known = there
	return failed
}

// compare tells Sveltos when something of a ResourceSummary is not as it was.
func (d *Detector) compare(ctx context.Context, s *summary, there map[types.UID]*baseline) error {
	cluster, err := d.Cluster(s.cluster())
	if cluster == nil || err != nil {
		return nil // it starts, or is none of ours; then nobody can change it
	}
	prints, err := fingerprints(ctx, cluster, s.Spec.references())
	if err != nil {
		return err
	}
	known := there[s.UID]
	if known == nil || known.generation != s.Generation {
		known = begin(s.Generation, prints, known)
		there[s.UID] = known
	}
	known.rest--
	changed := s.changed(func(r reference) bool { return prints[r] != known.prints[r] })
	if known.rest > 0 || !changed.any() {
		return nil
	}
	switch err := s.tell(ctx, d.Management, changed); {
	case apierrors.IsConflict(err) || apierrors.IsNotFound(err):
		return nil // Sveltos is just changing it itself
	case err != nil:
		return err
	}
	known.rest = again
	log.Printf("%s: somebody changed what Sveltos has installed; Sveltos puts it right", s.cluster())
	return nil
}
