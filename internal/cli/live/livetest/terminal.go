// Package livetest is a terminal for tests: a real pseudo-terminal, and an emulator that turns what is written to it into a
// screen.
package livetest

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Terminal is a window on a pseudo-terminal.
type Terminal struct {
	testing.TB
	Keyboard *os.File // what a person types goes here
	Side     *os.File // the side of the program
	emulator *vt.Emulator
	pieces   chan []byte // of what the program writes
	hidden   bool        // the cursor
}

// patience is how long a program may take to show what it should, on a machine that is busy with other tests.
const patience = time.Minute

// Open opens a window of that size.
func Open(t testing.TB, columns, rows int) *Terminal {
	t.Helper()
	keyboard, side, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { side.Close(); keyboard.Close() })
	w := &Terminal{TB: t, Keyboard: keyboard, Side: side, emulator: vt.NewEmulator(columns, rows), pieces: make(chan []byte)}
	w.emulator.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { w.hidden = !visible }})
	w.Resize(columns, rows)
	go w.read(keyboard)
	return w
}

// read hands over what the program writes, until nobody has the terminal open any more.
func (w *Terminal) read(keyboard *os.File) {
	defer close(w.pieces)
	for {
		piece := make([]byte, 64<<10)
		n, err := keyboard.Read(piece)
		if err != nil {
			return
		}
		select {
		case w.pieces <- piece[:n]:
		case <-w.Context().Done():
			return
		}
	}
}

// Resize gives the window another size. Unlike most terminals it does not break lines anew.
func (w *Terminal) Resize(columns, rows int) {
	w.Helper()
	if err := pty.Setsize(w.Keyboard, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		w.Fatal(err)
	}
	w.emulator.Resize(columns, rows)
}

// Await reads what the program writes until the screen shows a text, and returns the screen. What is written in one piece
// is shown as a whole.
func (w *Terminal) Await(text string) string {
	w.Helper()
	return w.AwaitScreen(func(screen string) bool { return strings.Contains(screen, text) })
}

// AwaitScreen reads what the program writes until the screen is as it should be, and returns it.
func (w *Terminal) AwaitScreen(done func(screen string) bool) string {
	w.Helper()
	for timeout := time.After(patience); !done(w.Screen()); {
		select {
		case piece, open := <-w.pieces:
			if !open {
				w.Fatalf("the program ended, and the screen shows\n%s", w.Screen())
			}
			_, _ = w.emulator.Write(piece)
		case <-timeout:
			w.Fatalf("after %s the screen shows\n%s", patience, w.Screen())
		}
	}
	return w.Screen()
}

// Screen is what can be read in the window, without the empty rest of lines and window.
func (w *Terminal) Screen() string {
	lines := strings.Split(w.emulator.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \r")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// Coloured reports whether anything in the window has a colour.
func (w *Terminal) Coloured() bool { return strings.Contains(w.emulator.Render(), "\x1b[3") }

// Plain reports whether the window is as a shell expects it: its cursor can be seen, and what was there before.
func (w *Terminal) Plain() bool { return !w.hidden && !w.emulator.IsAltScreen() }
