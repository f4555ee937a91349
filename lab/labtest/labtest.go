package labtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Start makes a lab for one test, and returns once everything of it is ready: the clusters are Available, and the add-ons are on
// those that they select. What cannot be made ends the test. The lab is destroyed when the test ends.
func Start(t testing.TB, from Source, with ...Option) *Lab {
	t.Helper()
	o := optionsOf(with)
	r, err := prepare(from, o)
	if err != nil {
		giveUp(t, o, err)
	}
	t.Cleanup(func() {
		if err := r.end(); err != nil {
			t.Errorf("labtest: %s", fault.Text(err))
		}
	})
	l := r.of(t)
	if err := r.apply(l.until(), from, t.Logf); err != nil {
		giveUp(t, o, err)
	}
	return l
}

// giveUp ends a test whose lab cannot be started.
func giveUp(t testing.TB, o options, err error) {
	t.Helper()
	if o.skip && fault.Of(err) == fault.NoEmbeddedProgram {
		t.Skipf("labtest: %s", fault.Text(err))
	}
	t.Fatalf("labtest: %s", fault.Text(err))
}

// Shared returns what starts a lab for the first test that calls it, and gives the same lab to those that come later. Where it cannot
// be started, each of them fails with the reason. [Main] destroys the lab.
//
//	var shop = labtest.Shared(labtest.File("lab.yaml"))
//
//	func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }
//
//	func TestWeb(t *testing.T) {
//		l := shop(t)
//		...
//	}
//
// Tests that change what others look at are better off with labs or namespaces of their own.
func Shared(from Source, with ...Option) func(t testing.TB) *Lab {
	s := &sharedLab{from: from, options: optionsOf(with)}
	return s.lab
}

// sharedLab is a lab that several tests have.
type sharedLab struct {
	from    Source
	options options

	once    sync.Once
	running *running
	err     error
}

// ending is what Main does after the tests.
var ending struct {
	sure atomic.Bool // Main has been called
	mu   sync.Mutex
	labs []*running
}

func (s *sharedLab) lab(t testing.TB) *Lab {
	t.Helper()
	if !ending.sure.Load() {
		t.Fatal("labtest: nobody would destroy a shared lab; add to the tests: func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }")
	}
	s.once.Do(func() { s.start(t) })
	if s.err != nil {
		giveUp(t, s.options, s.err)
	}
	return s.running.of(t)
}

func (s *sharedLab) start(t testing.TB) {
	if s.running, s.err = prepare(s.from, s.options); s.err != nil {
		return
	}
	ending.mu.Lock()
	ending.labs = append(ending.labs, s.running)
	ending.mu.Unlock()
	s.err = s.running.apply(until(t, s.options.timeout), s.from, t.Logf)
}

// Main runs the tests of a binary, and then destroys the labs that they shared. It returns the exit code.
func Main(m *testing.M) int {
	ending.sure.Store(true)
	code := m.Run()
	for _, r := range ending.labs {
		if err := r.end(); err != nil {
			fmt.Fprintln(os.Stderr, "labtest:", fault.Text(err))
			code = max(code, 1)
		}
	}
	return code
}

// spare is what is left of a test's time when labtest gives up, to say why and to destroy the lab.
const spare = 30 * time.Second

// until is when a wait that begins now ends.
func until(t testing.TB, limit time.Duration) time.Time {
	end := time.Now().Add(limit)
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, set := d.Deadline(); set && deadline.Add(-spare).Before(end) {
			return deadline.Add(-spare)
		}
	}
	return end
}

// within is a context for a wait that begins now.
func within(end time.Time) (context.Context, context.CancelFunc) {
	limit := time.Until(end).Round(time.Second)
	return context.WithDeadlineCause(context.Background(), end, fault.Errorf(fault.OutOfTime, "not done within %s", max(limit, 0)))
}
