package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// program is what a command needs of the world. Tests give it another one.
type program struct {
	in       io.Reader
	out, err io.Writer
	// adapters makes what reaches a lab, for somebody who works on it from here. It does no I/O.
	adapters func(lab *spec.Lab, dir statedir.Dir, here planner.Identity) *operation.Adapters
	// signals turns signals into the two stages of an interruption.
	signals func(context.Context) (stop, kill context.Context, release func())
	// browse opens an address in the browser.
	browse func(address string) error
	// pause waits between two looks at a lab, and reports whether to look again.
	pause func(stop context.Context, least time.Duration) bool
	// k3d reads the kubeconfig of a k3d cluster that anybody made.
	k3d func(ctx context.Context, name string) ([]byte, error)
	// labsOnDocker lists the labs that have something on this machine's Docker, if that answers at once.
	labsOnDocker func(context.Context) []string
	// wait starts a process that destroys a lab when its time is over, unless one waits already.
	wait func(lab string) error
	// called is how a user runs the program, for the commands that it proposes.
	called string
	// outward is what text passes on its way out.
	outward outward
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
	return &program{
		in: in, out: out, err: errs,
		adapters: realAdapters, signals: executor.Signals, browse: openBrowser, pause: pauseFor, k3d: k3dKubeconfig, labsOnDocker: labsOnDocker,
		wait: waitInBackground, called: "kaaslab", outward: newOutward(),
		asks: view.IsTerminal(in) && view.IsTerminal(errs),
	}
}

// realAdapters are those that people have.
func realAdapters(lab *spec.Lab, dir statedir.Dir, here planner.Identity) *operation.Adapters {
	return operation.NewAdapters(lab, dir, here, operation.Options{})
}

func k3dKubeconfig(ctx context.Context, name string) ([]byte, error) {
	content, err := k3d.ReadKubeconfig(ctx, engine.New(), name)
	return content, fault.Wrap(fault.DockerRequest, err)
}
