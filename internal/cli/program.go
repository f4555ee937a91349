package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/outward"
	"github.com/kaaslab/kaaslab/internal/view"
)

// program is what a command needs of the world. Tests give it another one.
type program struct {
	in       io.Reader
	out, err io.Writer
	// machine has the labs.
	machine *operation.Machine
	// signals turns signals into the two stages of an interruption.
	signals func(context.Context) (stop, kill context.Context, release func())
	// browse opens an address in the browser.
	browse func(address string) error
	// pause waits between two looks at a lab, and reports whether to look again.
	pause func(stop context.Context, least time.Duration) bool
	// wait starts a process that destroys a lab when its time is over, unless one waits already.
	wait func(lab string) error
	// called is how a user runs the program, for the commands that it proposes.
	called string
	// outward is what text passes on its way out.
	outward outward.Border
	// grace is how long what is being written may go on after the first Ctrl-C; zero is the executor's own.
	grace time.Duration
	// asks says that somebody is there to answer a question.
	asks bool
}

// Main runs the program that these arguments call, on the streams of this process, and returns its exit code.
func Main(ctx context.Context, args []string) int {
	p := newProgram(os.Stdin, os.Stdout, os.Stderr)
	p.called = calledAs(args[0])
	return run(ctx, p, args[1:])
}

// calledAs returns what finds the program again: its name, or the path at which a user called it.
func calledAs(arg string) string {
	if strings.ContainsRune(arg, filepath.Separator) {
		return arg
	}
	return "kaaslab"
}

func newProgram(in io.Reader, out, errs io.Writer) *program {
	kube.SilenceLibraries()
	p := &program{
		in: in, out: out, err: errs,
		machine: operation.NewMachine("", operation.Options{}), signals: executor.Signals, browse: openBrowser, pause: pauseFor,
		wait: waitInBackground, called: "kaaslab", outward: outward.New(),
		asks: view.IsTerminal(in) && view.IsTerminal(errs),
	}
	p.machine.Report = func(message string) { fmt.Fprintln(errs, message) }
	p.machine.Again = func(message string) { fmt.Fprintln(errs, p.outward.Text(message)) }
	p.machine.Command = p.command
	return p
}
