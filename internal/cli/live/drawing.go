package live

import (
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"
)

// drawing is a picture that is kept up to date, from one place of the terminal on.
type drawing struct {
	program *tea.Program
	over    chan struct{}
	restore func()
}

func draw(terminal *os.File, picture Picture) *drawing {
	out := &window{File: terminal}
	d := &drawing{over: make(chan struct{}), restore: silence(terminal)}
	width, height, _ := term.GetSize(int(terminal.Fd())) // of which the library tells too late for what is over at once
	d.program = tea.NewProgram(model{picture: picture, drawn: out.drawn, width: width, height: height},
		tea.WithOutput(out), tea.WithInput(nil), tea.WithoutSignalHandler(), tea.WithFilter(out.resized),
		tea.WithColorProfile(colorprofile.ANSI)) // finding it out may start other programs
	go func() {
		defer close(d.over)
		_, _ = d.program.Run() // what cannot be drawn keeps no run from going on
	}()
	return d
}

func (d *drawing) refresh() { d.program.Send(changed{}) }

func (d *drawing) end() {
	d.program.Quit()
	<-d.over
	d.restore()
}

// changed tells the library that there is something new.
type changed struct{}

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
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		m.width, m.height = size.Width, size.Height
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
