package ownership

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// Lab is the lab that adapters work for. Which one of its name it is, is found out when it is observed.
type Lab struct {
	name string
	here planner.Identity
	made func() planner.Identity

	mu       sync.Mutex
	identity planner.Identity
}

// New returns the lab of a name. Here says who works on it, on which machine and from which file; its ID is that of the
// lab, if this machine has known it before, and empty otherwise.
func New(name string, here planner.Identity) *Lab {
	l := &Lab{name: name, here: here}
	l.made = sync.OnceValue(l.make)
	return l
}

// make is the identity of a lab that has none yet. Nothing is written before an apply does.
func (l *Lab) make() planner.Identity {
	made := l.here
	if !made.Known() {
		made.ID, made.Made = newID(), time.Now().UTC().Format(time.RFC3339)
	}
	return made
}

func newID() string {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // it never fails
	return hex.EncodeToString(id)
}

// Name is the lab's name.
func (l *Lab) Name() string { return l.name }

// Here says who works on the lab now, and from where.
func (l *Lab) Here() planner.Identity { return l.here }

// Resolve takes the identity that was found where the lab is, or none for a lab that was found nowhere: it then is the
// one that this run makes.
func (l *Lab) Resolve(found planner.Identity) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.identity = found
}

// Resolved reports whether the lab's identity was found where the lab is.
func (l *Lab) Resolved() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.identity.Known()
}

// Identity is the lab's identity: the one that was found, or the one that an apply of this run would give it.
func (l *Lab) Identity() planner.Identity {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.identity.Known() {
		return l.identity
	}
	return l.made()
}
