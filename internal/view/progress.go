package view

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
)

// Progress shows what happens while a plan runs. It is used by one goroutine.
type Progress interface {
	// Event shows one event.
	Event(executor.Event)
	// Tick is called about once a second, so that silence can be told from standstill.
	Tick(now time.Time)
}

// Stopper is told that the run was asked to stop, if what is written may take a while.
type Stopper interface{ Stopping() }

const stopping = "Stopping: what is being written may finish. Ctrl-C again stops at once."

// Together shows the same in several places.
func Together(all ...Progress) Progress { return several(all) }

type several []Progress

func (s several) Event(e executor.Event) {
	for _, p := range s {
		p.Event(e)
	}
}

func (s several) Tick(now time.Time) {
	for _, p := range s {
		p.Tick(now)
	}
}
