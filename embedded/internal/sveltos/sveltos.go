// Package sveltos runs Sveltos, which puts add-ons on clusters, as a child of
// this process: while there is something for it to do, again after it has died,
// and never longer than this process lives.
package sveltos

import (
	"context"
	"fmt"
	"log"
	"time"

	"k8s.io/client-go/rest"
)

const (
	// firstPause is how long a child that has died is not started again; the
	// pause doubles up to longestPause while children keep dying.
	firstPause   = time.Second
	longestPause = 30 * time.Second
	// steady is how long a child has to live for the next pause to be the first.
	steady = time.Minute
)

// Config is what Sveltos needs from the other parts.
type Config struct {
	// API is the management cluster.
	API *rest.Config
	// Dir is the data directory, where Sveltos logs and keeps what it downloads.
	Dir string
	// Kubeconfig is the path of the file by which Sveltos reaches the API.
	Kubeconfig string
	// Version of Sveltos that the program has to have built in.
	Version string
	// Install installs the kinds that only Sveltos asks for.
	Install func(context.Context) error
	// Failed hears why Sveltos does not run, or did not until a short time ago, and nothing when it runs.
	Failed func(reason string)
}

// Sveltos starts and stops the program.
type Sveltos struct {
	config Config
	work   *work
}

// New returns a Sveltos that does not run yet.
func New(config Config) (*Sveltos, error) {
	w, err := newWork(config.API)
	if err != nil {
		return nil, fmt.Errorf("watch for add-ons: %w", err)
	}
	return &Sveltos{config: config, work: w}, nil
}

// Run keeps a child while there is work for it, until ctx ends.
func (s *Sveltos) Run(ctx context.Context) error {
	s.work.start(ctx)
	pause, failures := firstPause, 0
	for s.work.await(ctx, true) {
		begun := time.Now()
		if err := s.attend(ctx); err != nil && ctx.Err() == nil {
			if time.Since(begun) > steady {
				pause, failures = firstPause, 0
			}
			failures++
			s.config.Failed(repeated(err, failures))
			log.Printf("add-ons: %v; next attempt in %s", err, pause)
			sleep(ctx, pause)
			pause = min(2*pause, longestPause)
		}
	}
	return nil
}

func repeated(err error, failures int) string {
	if failures == 1 {
		return err.Error() + "; it is started again"
	}
	return fmt.Sprintf("%v; that was start %d in a row that failed, and it is tried again", err, failures)
}

// attend starts a child and stays with it. It returns nil when there was no
// more work, and an error when the child could not be started or died. A reason
// of failure holds until the next child has lived for a while: one that dies
// again and again lives for seconds in between.
func (s *Sveltos) attend(ctx context.Context) error {
	if err := s.config.Install(ctx); err != nil {
		return err
	}
	c, err := s.startChild()
	if err != nil {
		return err
	}
	defer c.stop()
	log.Printf("add-ons: Sveltos runs as process %d, its log is %s", c.pid(), logName)
	idle, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.work.await(idle, false)
	}()
	lived := time.After(steady)
	for {
		select {
		case <-c.ended:
			return fmt.Errorf("Sveltos has ended: %w", c.err)
		case <-lived:
			s.config.Failed("")
		case <-done:
			s.config.Failed("")
			return nil
		}
	}
}

func sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}
