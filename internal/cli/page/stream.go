package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostStreams is how many windows may look at the same time.
const mostStreams = 32

// streamTimeout ends a stream whose reader takes nothing for so long.
const streamTimeout = 30 * time.Second

// stream sends what changes for as long as the browser listens. A browser that comes back says what it had.
func (p *Page) stream(w http.ResponseWriter, r *http.Request) {
	if p.viewers.Add(1) > mostStreams {
		p.viewers.Add(-1)
		http.Error(w, "too many windows look at this page; close some", http.StatusServiceUnavailable)
		return
	}
	defer p.viewers.Add(-1)
	p.poke()
	w.Header().Set("Content-Type", "text/event-stream")
	s := &sender{w: w, flow: http.NewResponseController(w)}
	s.send("retry: %d\n\n", p.pace.Retry.Milliseconds())
	p.follow(r, s, p.versionOf(r.Header.Get("Last-Event-ID")))
}

func (p *Page) follow(r *http.Request, s *sender, version uint64) {
	beat := time.NewTicker(p.pace.Beat)
	defer beat.Stop()
	for s.err == nil {
		c, changed := p.store.since(version)
		if !c.empty() {
			s.change(p.epoch, c)
			version = c.version
			if !p.pause(r) { // what changes meanwhile goes together
				return
			}
			continue
		}
		select {
		case <-changed:
		case <-beat.C:
			s.send(": still here\n\n")
		case <-r.Context().Done():
			return
		case <-p.ended:
			return
		}
	}
}

func (p *Page) pause(r *http.Request) bool {
	timer := time.NewTimer(p.pace.Gather)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.ended:
	case <-r.Context().Done():
	}
	return false
}

// versionOf reads the ID of the last event that a browser had. One of an earlier server says nothing.
func (p *Page) versionOf(id string) uint64 {
	epoch, text, _ := strings.Cut(id, "-")
	version, err := strconv.ParseUint(text, 10, 64)
	if err != nil || epoch != p.epoch {
		return 0
	}
	return version
}

// sender writes to a stream until the first error.
type sender struct {
	w    http.ResponseWriter
	flow *http.ResponseController
	err  error
}

func (s *sender) change(epoch string, c change) {
	text, err := json.Marshal(c)
	if err != nil {
		s.err = err
		return
	}
	s.send("id: %s-%d\nevent: change\ndata: %s\n\n", epoch, c.version, text)
}

func (s *sender) send(format string, values ...any) {
	if s.err != nil {
		return
	}
	_ = s.flow.SetWriteDeadline(time.Now().Add(streamTimeout)) // a writer without deadlines is one of a test
	if _, s.err = fmt.Fprintf(s.w, format, values...); s.err == nil {
		s.err = s.flow.Flush()
	}
}
