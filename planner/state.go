package planner

import "slices"

// Phase is how far an observed resource is.
type Phase string

// The phases of an observed resource.
const (
	// Ready means that the resource is as it should be, as far as it can tell by itself.
	Ready Phase = "ready"
	// NotReady means that the resource exists but is not usable: starting, stopped, failed or damaged. Detail says which.
	NotReady Phase = "notReady"
	// Stopped means that the resource was stopped as a whole, keeps what it holds, and comes back when it is started.
	Stopped Phase = "stopped"
	// Deleting means that the resource is going away.
	Deleting Phase = "deleting"
)

// Unowned is the owner of what belongs to nobody and may be changed, such as a kernel setting.
const Unowned = ""

// Observed is a resource that is there.
type Observed struct {
	Resource
	// Owner is the name of the lab that owns the resource, Unowned, or another word for somebody else.
	Owner string
	// Adopted says that the lab took the resource over and did not make it: it is never deleted for not being wanted.
	Adopted bool
	// Unmarked says that the resource is provably the lab's and does not carry its identity yet, as what an earlier kaaslab
	// made. The next apply marks it.
	Unmarked bool
	Phase    Phase
	// Closed says that what the resource holds could not be looked at, although it may be there.
	Closed bool
	// Assumed says that the attributes are what an earlier apply left, and that nobody can look without writing. They are seen to
	// whenever there is something else to do.
	Assumed bool
	// Detail says in a few words what the resource waits for, or what is wrong with it.
	Detail string
	// Notes are facts about the resource that a person should know and no step changes.
	Notes []string
	// Status is what is known beyond the attributes, for people to read; planning ignores it.
	Status any
}

// State is everything that was observed.
type State struct {
	byID map[ID]Observed
	ids  []ID

	proposed map[ID]Attrs
	identity Identity
	apart    map[Kind]string
}

// NewState collects observations. Of two with the same ID the later one stays.
func NewState(observed ...Observed) State {
	s := State{byID: make(map[ID]Observed, len(observed)), ids: make([]ID, 0, len(observed))}
	for _, o := range observed {
		if _, known := s.byID[o.ID]; !known {
			s.ids = append(s.ids, o.ID)
		}
		s.byID[o.ID] = o
	}
	return s
}

// WithProposals returns the state together with what would be chosen for resources that are not there. A plan shows it; it
// is no promise, since others may be faster.
func (s State) WithProposals(proposals ...Resource) State {
	s.proposed = make(map[ID]Attrs, len(proposals))
	for _, r := range proposals {
		s.proposed[r.ID] = r.Attrs
	}
	return s
}

// WithClosed returns the state in which what the resources of a kind hold is unknown, but for those that were looked into.
func (s State) WithClosed(kind Kind, open ...ID) State {
	all := s.All()
	for i := range all {
		all[i].Closed = all[i].Closed || all[i].ID.Kind == kind && !slices.Contains(open, all[i].ID)
	}
	closed := NewState(all...)
	closed.proposed, closed.identity, closed.apart = s.proposed, s.identity, s.apart
	return closed
}

// WithIdentity returns the state together with the identity that the lab was found to have, if it was found anywhere.
func (s State) WithIdentity(identity Identity) State {
	s.identity = identity
	return s
}

// WithApart returns the state together with the kinds of which nothing may be looked at, and why. Nothing of them is there, and
// nothing of them is gone.
func (s State) WithApart(apart map[Kind]string) State {
	s.apart = apart
	return s
}

// Identity returns the identity of the lab that was observed. A lab that was not made yet, or by a kaaslab without
// identities, has none.
func (s State) Identity() Identity { return s.identity }

// AsMade returns the state as if the lab had made what it adopted, for who wants that to go too.
func (s State) AsMade() State {
	all := s.All()
	for i := range all {
		all[i].Adopted = false
	}
	return NewState(all...).WithIdentity(s.identity).WithApart(s.apart)
}

// Get returns the observation of a resource, and whether there is one.
func (s State) Get(id ID) (Observed, bool) {
	o, found := s.byID[id]
	return o, found
}

// All returns every observation, in the order in which they were made.
func (s State) All() []Observed {
	all := make([]Observed, len(s.ids))
	for i, id := range s.ids {
		all[i] = s.byID[id]
	}
	return all
}

// Of returns the observations of one kind.
func (s State) Of(kind Kind) []Observed {
	var of []Observed
	for _, id := range s.ids {
		if id.Kind == kind {
			of = append(of, s.byID[id])
		}
	}
	return of
}
