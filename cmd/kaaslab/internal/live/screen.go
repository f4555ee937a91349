package live

import (
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Picture returns the lines that are to be seen in a window of that size. It is never called while a Change is under way.
type Picture func(width, height int) []string

// Screen shows a picture below what the terminal has already shown.
type Screen struct {
	program *tea.Program
	over    chan struct{}
	restore func()
}

// Start shows the picture until Close.
func Start(terminal *os.File, picture Picture) *Screen {
	out := &window{File: terminal}
	s := &Screen{over: make(chan struct{}), restore: silence(terminal)}
	s.program = tea.NewProgram(model{picture: picture, drawn: out.drawn},
		tea.WithOutput(out), tea.WithInput(nil), tea.WithoutSignalHandler(), tea.WithFilter(out.resized),
		tea.WithColorProfile(colorprofile.ANSI)) // finding it out may start other programs
	go func() {
		defer close(s.over)
		_, _ = s.program.Run() // what cannot be drawn keeps no run from going on
	}()
	return s
}

// Change changes what the picture shows between two pictures, and takes a new one. It does nothing when the screen is
// closed.
func (s *Screen) Change(change func()) { s.program.Send(changed(change)) }

// Close takes the last picture, which stays, and gives the terminal back.
func (s *Screen) Close() {
	s.program.Quit()
	<-s.over
	s.restore()
}

type changed func()

// model is what the library draws.
type model struct {
	picture       Picture
	drawn         func(lines []string)
	width, height int
}

// Init implements tea.Model.
func (m model) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case changed:
		msg()
	}
	return m, nil
}

// View implements tea.Model. The last line is empty: the cursor is there, and what comes after the picture.
func (m model) View() tea.View {
	if m.height == 0 {
		return tea.NewView("")
	}
	lines := m.picture(m.width, m.height-1)
	m.drawn(lines)
	view := tea.NewView(strings.Join(lines, "\n") + "\n")
	view.DisableBracketedPasteMode = true
	view.Cursor = tea.NewCursor(0, len(lines))
	return view
}
