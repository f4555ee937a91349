package page

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Source is a lab file as it was read, and what looks at its lab. Its functions write nothing.
type Source struct {
	Lab  *spec.Lab
	File string
	Look func(context.Context) snapshot.Status
	Plan func(context.Context) (*planner.Plan, error)
}

// Holder is the kaaslab that is changing the lab.
type Holder struct {
	Command string    `json:"command"`
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

// Options say what a page shows.
type Options struct {
	// Open reads the lab file anew. As long as the file says the same, it returns the same source.
	Open func() (*Source, error)
	// Record is the path of the lab's record of runs.
	Record string
	// Holder returns who is changing the lab, if somebody is.
	Holder func() (Holder, bool)
	// Version is that of kaaslab.
	Version string
	// Pace is how often things happen; the zero value is for people.
	Pace Pace
}

// Pace is how often the page does things.
type Pace struct {
	Look   time.Duration // between two looks at the lab; twice as long after each at which a part was down
	Most   time.Duration // the longest time between two looks
	Plan   time.Duration // between two plans
	Run    time.Duration // between two looks at the record of the run
	Gather time.Duration // for how long changes are gathered before they are sent
	Beat   time.Duration // between two signs of life
	Retry  time.Duration // after which a browser that lost the server asks again
}

var forPeople = Pace{
	Look: 2 * time.Second, Most: 30 * time.Second, Plan: 10 * time.Second, Run: 250 * time.Millisecond,
	Gather: 100 * time.Millisecond, Beat: 15 * time.Second, Retry: time.Second,
}

// Page shows a lab to browsers.
type Page struct {
	options        Options
	pace           Pace
	token, epoch   string
	launch         string // the word that works once
	used           atomic.Bool
	address        string
	store          *store
	viewers        atomic.Int32
	running        atomic.Bool // whether a run is under way
	poked, runOver chan struct{}
	ended          <-chan struct{}
}

// New returns a page for a server at an address, such as 127.0.0.1:8080.
func New(address string, o Options) *Page {
	if o.Pace == (Pace{}) {
		o.Pace = forPeople
	}
	return &Page{
		options: o, pace: o.Pace, token: newToken(), launch: newToken(), epoch: newToken(), address: address,
		store: newStore(),
		poked: make(chan struct{}, 1), runOver: make(chan struct{}, 1),
	}
}

// URL is the address to open, with the token.
func (p *Page) URL() string { return "http://" + p.address + "/" + p.token + "/" }

// Serve answers on a listener until the context ends.
func (p *Page) Serve(ctx context.Context, listener net.Listener) error {
	p.ended = ctx.Done()
	server := &http.Server{Handler: p, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 1 << 16}
	go p.watchLab(ctx)
	go p.watchRun(ctx)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := server.Shutdown(end); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return nil
}

// poke makes the page look at the lab now.
func (p *Page) poke() { signal(p.poked) }

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
