package live

import (
	"os"
	"sync"
)

// Picture returns the lines that are to be seen in a window of that size. It is never called while a Change is under way.
type Picture func(width, height int) []string

// Screen shows a picture below what the terminal has already shown.
type Screen struct {
	terminal *os.File
	picture  Picture
	closing  chan struct{}
	over     chan struct{}

	mu      sync.Mutex // keeps changes and pictures apart
	drawing *drawing   // or nil, in the background
}

// Start shows the picture until Close, whenever the process is in the foreground.
func Start(terminal *os.File, picture Picture) *Screen {
	s := &Screen{terminal: terminal, picture: picture, closing: make(chan struct{}), over: make(chan struct{})}
	s.begin()
	go s.attend()
	return s
}

// Change changes what the picture shows between two pictures, and takes a new one.
func (s *Screen) Change(change func()) {
	s.mu.Lock()
	change()
	drawing := s.drawing
	s.mu.Unlock()
	if drawing != nil {
		drawing.refresh()
	}
}

// Close takes the last picture, which stays, and gives the terminal back.
func (s *Screen) Close() {
	select {
	case <-s.over:
	default:
		close(s.closing)
		<-s.over
	}
}

// begin draws from where the cursor is.
func (s *Screen) begin() {
	drawing := draw(s.terminal, func(width, height int) []string {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.picture(width, height)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawing = drawing
}

// end takes the last picture.
func (s *Screen) end() {
	s.mu.Lock()
	drawing := s.drawing
	s.drawing = nil
	s.mu.Unlock()
	if drawing != nil {
		drawing.end()
	}
}
