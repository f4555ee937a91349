// Package lab makes, changes and destroys Kubernetes-as-a-Service labs from Go programs, as the kaaslab command does.
//
//	l, err := lab.Open("lab.yaml", lab.Options{})
//	if err != nil {
//		return err
//	}
//	_, err = l.Apply(ctx, lab.ApplyOptions{Events: func(e lab.Event) { log.Print(e.Step, " ", e.Type) }})
//
// It asks nobody and prints nothing, handles no signals and never ends the process; the end of a context stops a run at
// once, and the next Apply goes on from there. Several labs can be worked on at the same time.
//
// Errors are told apart with errors.As: an [*Invalid] lab file, a plan that is [*Refused] because of what is there or that
// [*NeedsLeave], a lab that is [*Held] by another run, a machine that is [*Unprepared], and steps that failed, [*Incomplete].
package lab

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/snapshot"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say where things are that a lab uses. The zero value is what the kaaslab command does.
type Options struct {
	// StateDir is the absolute path of the directory that holds the labs' own files; empty is $XDG_STATE_HOME, or
	// ~/.local/state. A lab is one lab only within one such directory.
	StateDir string
	// CacheDir is the directory in which labs share what they download; empty is kaaslab's in $XDG_CACHE_HOME, or ~/.cache.
	CacheDir string
	// Embedded is the path of the program kaaslab-embedded; empty looks for it beside this program and in $PATH. The program
	// kaaslab-sveltos lies beside it.
	Embedded string
}

// Lab is a lab, as its file says it should be. It may be used by one goroutine at a time.
type Lab struct{ lab *operation.Lab }

// Open reads a lab file. It does not look at the lab yet, and writes nothing.
func Open(file string, o Options) (*Lab, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, fault.Wrap(fault.UnreadableFile, err)
	}
	wanted, _, err := spec.Load(path, nil)
	if err != nil {
		return nil, err
	}
	return open(wanted, path, o)
}

// New takes a lab that [spec.Parse] has read or completed, and does not change it. It does not look at the lab yet, and writes
// nothing.
func New(wanted *spec.Lab, o Options) (*Lab, error) { return open(wanted, "", o) }

func open(given *spec.Lab, file string, o Options) (*Lab, error) {
	own := *given // as far as it has defaults
	own.WorkloadClusters = slices.Clone(own.WorkloadClusters)
	wanted := &own
	dir, err := directory(wanted.Name, o.StateDir)
	if err != nil {
		return nil, err
	}
	if err := operation.KeepDefault(wanted, dir); err != nil {
		return nil, err
	}
	here := operation.From(file, dir)
	adapters := operation.NewAdapters(wanted, dir, here, operation.Options{Embedded: o.Embedded, Cache: o.CacheDir})
	silent := func(string) {}
	return &Lab{&operation.Lab{Adapters: adapters, File: file, Here: here, Spec: wanted, Dir: dir, Report: silent, Again: silent}}, nil
}

func directory(name, home string) (statedir.Dir, error) {
	if home == "" {
		return statedir.For(name)
	}
	return statedir.In(home, name)
}

// Plan says what Apply would do. It changes and writes nothing.
func (l *Lab) Plan(ctx context.Context) (*planner.Plan, error) {
	return l.lab.Plan(ctx, operation.PlanOptions{Elsewhere: operation.Refuse})
}

// Status is what there is of a lab.
type Status = snapshot.Status

// Status looks at what there is. What cannot be seen is named in it.
func (l *Lab) Status(ctx context.Context) Status {
	return snapshot.Take(ctx, l.lab.Source("kaaslab apply"))
}

// Kubeconfig returns the kubeconfig of the management cluster or a workload cluster, by its name. Apply writes it.
func (l *Lab) Kubeconfig(cluster string) ([]byte, error) {
	file := ""
	if filepath.Base(cluster) == cluster {
		file = l.lab.KubeconfigFile(cluster)
	}
	if file == "" {
		return nil, fault.Errorf(fault.NoKubeconfig, "cluster %q of lab %q has no kubeconfig; apply the lab first", cluster, l.lab.Spec.Name)
	}
	content, err := os.ReadFile(file)
	return content, fault.Wrap(fault.StateFiles, err)
}

// Event is something that happened to a step of a run. Events come one at a time.
type Event = executor.Event
