package live

import (
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// look is how often a process in the background looks whether it is in the foreground again, of which nothing tells it.
const look = 200 * time.Millisecond

// orphaned is how long a process that stops itself waits to be continued. Nobody could continue one whose shell is gone,
// and so the kernel does not stop it.
const orphaned = 200 * time.Millisecond

// attend ends the drawing while the process is stopped or in the background, where the terminal is somebody else's.
func (s *Screen) attend() {
	defer close(s.over)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, unix.SIGTSTP, unix.SIGCONT)
	defer signal.Stop(signals)
	for {
		select {
		case <-s.closing:
			s.last()
			return
		case received := <-signals:
			s.end()
			if received == unix.SIGTSTP {
				s.stop(signals)
			}
		case <-s.idle():
		}
		if s.drawing == nil && !inBackground(s.terminal) {
			s.begin()
		}
	}
}

// last leaves the picture of the end, from the background too.
func (s *Screen) last() {
	if s.drawing == nil {
		s.begin()
	}
	s.end()
}

// idle is over after a while in the background.
func (s *Screen) idle() <-chan time.Time {
	if s.drawing != nil {
		return nil
	}
	return time.After(look)
}

// stop stops the process as Ctrl-Z does. Once Go has listened for SIGTSTP, that stops nobody any more: its neighbour does.
func (s *Screen) stop(signals <-chan os.Signal) {
	_ = unix.Kill(unix.Getpid(), unix.SIGTTOU)
	// The clock goes on while a process is stopped, so that it may be over before the signal has arrived.
	for range 2 {
		select {
		case <-signals:
			return
		case <-s.closing:
			return
		case <-time.After(orphaned):
		}
	}
}
