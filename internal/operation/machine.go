package operation

import (
	"cmp"
	"context"
	"time"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Machine is where somebody works on labs: what is on this machine, and whom the labs tell what happens.
type Machine struct {
	// Home is where the labs' own directories are.
	Home statedir.Home
	// Adapters makes what reaches a lab, for somebody who works on it from here. It does no I/O.
	Adapters func(lab *spec.Lab, dir statedir.Dir, here planner.Identity) *Adapters
	// OnDocker lists the labs that have something on this machine's Docker, if that answers at once.
	OnDocker func(context.Context) []string
	// K3d reads the kubeconfig of a k3d cluster that anybody made.
	K3d func(ctx context.Context, name string) ([]byte, error)
	// Report is told what is waited for, and Again why a look takes longer.
	Report, Again func(string)
	// Command is how a user runs a command with a lab file, for errors that propose one.
	Command func(verb, file string) string
}

// NewMachine returns this machine, which tells nobody.
func NewMachine(home statedir.Home, o Options) *Machine {
	return &Machine{
		Home: home,
		Adapters: func(lab *spec.Lab, dir statedir.Dir, here planner.Identity) *Adapters {
			return NewAdapters(lab, dir, here, o)
		},
		OnDocker: labsOnDocker, K3d: k3dKubeconfig,
		Report: func(string) {}, Again: func(string) {},
		Command: func(verb, _ string) string { return "kaaslab " + verb },
	}
}

// Open is the lab of a file that was read. It does not look at the lab yet, and writes nothing.
func (m *Machine) Open(wanted *spec.Lab, file string) (*Lab, error) {
	dir, err := m.Home.Of(wanted.Name)
	if err != nil {
		return nil, err
	}
	return m.lab(wanted, file, dir), management.KeepDefault(wanted, dir)
}

func (m *Machine) lab(wanted *spec.Lab, file string, dir statedir.Dir) *Lab {
	here := From(file, dir)
	return &Lab{
		Adapters: m.Adapters(wanted, dir, here), machine: m, File: file, Here: here, Spec: wanted, Dir: dir,
		Report: m.Report, Again: m.Again,
	}
}

// Find opens a lab by its name: by the file that it was applied with last, where that is still that of the lab, and else by what
// there is of it.
func (m *Machine) Find(ctx context.Context, name string) (*Lab, error) {
	file, wanted, warnings := m.FileOf(name)
	if wanted == nil {
		return m.OpenByName(ctx, ByName{Lab: name})
	}
	l, err := m.Open(wanted, file)
	if err == nil {
		l.Warnings = warnings
	}
	return l, err
}

// FileOf reads the file that a lab was applied with last, if it is still that of the lab.
func (m *Machine) FileOf(name string) (file string, wanted *spec.Lab, warnings spec.Problems) {
	dir, err := m.Home.Of(name)
	if err != nil {
		return "", nil, nil
	}
	noted, err := Recall(dir)
	if err != nil || cmp.Or(noted.File, "-") == "-" {
		return "", nil, nil
	}
	wanted, warnings, err = spec.Load(noted.File, nil)
	if err != nil || wanted.Name != name {
		return "", nil, nil
	}
	return noted.File, wanted, warnings
}

func k3dKubeconfig(ctx context.Context, name string) ([]byte, error) {
	content, err := k3d.ReadKubeconfig(ctx, engine.New(), name)
	return content, fault.Wrap(fault.DockerRequest, err)
}

// atOnce is how long Docker may take where it is asked by the way.
const atOnce = 2 * time.Second

func labsOnDocker(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, atOnce)
	defer cancel()
	api, err := engine.New().API(ctx)
	if err != nil {
		return nil // there is none on it that this machine can tell
	}
	labs, err := engine.Labs(ctx, api)
	if err != nil {
		return nil
	}
	return labs
}
