package injection

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Server stands before an API server, and keeps it from answering when it is to
// be broken. The cluster's own controllers do not pass here.
type Server struct {
	mu     sync.Mutex
	kind   string
	delay  time.Duration
	whole  context.Context // ends when requests under way are cut off
	cutOff context.CancelFunc
}

// Break makes the server as the fault says, or whole if there is none.
func (s *Server) Break(f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kind, s.delay = "", 0
	if f == nil {
		return
	}
	s.kind = f.Kind
	switch f.Kind {
	case Slow:
		s.delay, _ = time.ParseDuration(f.Delay) // without one it is not slow
	case Unreachable:
		if s.cutOff != nil {
			s.cutOff()
			s.whole, s.cutOff = nil, nil
		}
	}
}

func (s *Server) state() (string, time.Duration, context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == Unreachable {
		return s.kind, 0, nil
	}
	if s.whole == nil {
		s.whole, s.cutOff = context.WithCancel(context.Background())
	}
	return s.kind, s.delay, s.whole
}

// Wrap returns what answers in place of the API. It aborts requests as a server
// that dies would: there is no answer, not even an error.
func (s *Server) Wrap(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, delay, whole := s.state()
		if kind == Unreachable {
			panic(http.ErrAbortHandler)
		}
		if !pause(r.Context(), delay) {
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(whole, cancel)()
		api.ServeHTTP(w, r.WithContext(ctx))
		if whole.Err() != nil {
			panic(http.ErrAbortHandler)
		}
	})
}

// pause tells whether somebody still waits after that time.
func pause(ctx context.Context, delay time.Duration) bool {
	if delay <= 0 {
		return true
	}
	select {
	case <-time.After(delay):
		return true
	case <-ctx.Done():
		return false
	}
}
