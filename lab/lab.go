// Package lab makes, changes and destroys Kubernetes-as-a-Service labs from Go programs, as the kaaslab command does.
//
//	l, err := lab.Open("lab.yaml", lab.Options{})
//	if err != nil {
//		return err
//	}
//	_, err = l.Apply(ctx, lab.ApplyOptions{Events: func(e lab.Event) { log.Print(e.Step, " ", e.Type) }})
//
// A lab is opened by its file ([Open]), by a value that a program has made ([New]), or by its name ([Find]); [List] shows those of
// this machine. Opening looks at nothing and writes nothing. Then
//
//   - [Lab.Plan] says what Apply would do, [Lab.Apply] does it, and [Lab.Destroy] removes the lab;
//   - [Lab.Status] says what there is, [Lab.Kubeconfig] gives access to a cluster and [Lab.Forward] to what runs on it, and
//     [Lab.Diagnose] writes all that tells what is wrong, [Lab.Doctor] looks at this machine, and [Lab.Images] lists what is pulled;
//   - [Lab.Stop], [Lab.Start] and [Lab.Extend] are about its life, [Lab.Save], [Load] and [Lab.Fork] about copies of it, and [Lab.Bundle]
//     and [OpenBundle] about a machine without internet;
//   - [Lab.Break] breaks something of a simulated cluster on purpose, and [Lab.Heal] heals it;
//   - [Adopt] makes a lab of what somebody else made, and [Lab.Forget] lets go of it.
//
// The package asks nobody and prints nothing, handles no signals and never ends the process; the end of a context stops a run at
// once, and the next Apply goes on from there. Several labs can be worked on at the same time. The loggers of the
// process are the program's to choose, such as that of klog, to which client-go logs.
//
// # Errors
//
// Errors are told apart with errors.As: an [*Invalid] lab file, a name that is [*NoLab], a plan that is [*Refused] because of what is
// there, a run that [*NeedsLeave], a lab that is [*Held] by another run here or [*HeldElsewhere], a machine that is [*Unprepared],
// steps that failed, [*Incomplete], and a run that was [*Interrupted]. [Code] is the number under which the documentation explains an
// error.
package lab

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say where things are that labs use. The zero value is what the kaaslab command does.
type Options struct {
	// StateDir is the absolute path of the directory that holds the labs' own files; empty is $XDG_STATE_HOME, or
	// ~/.local/state. A lab is one lab only within one such directory.
	StateDir string
	// CacheDir is the directory in which labs share what they download; empty is kaaslab's in $XDG_CACHE_HOME, or ~/.cache.
	CacheDir string
	// Embedded is the path of the program kaaslab-embedded; empty looks for it beside this program and in $PATH. The program
	// kaaslab-sveltos lies beside it.
	Embedded string
	// Container is the path of the program kaaslab-container, which runs in containers of kaaslab's own: for labs with imageCache, and to
	// save and load the volumes of a lab on Docker. Empty looks for it beside this program and in $PATH.
	Container string
	// Report is told, in words, what is waited for outside of the steps of a run, such as for a lease that another machine has.
	Report func(string)
}

func (o Options) machine() *operation.Machine {
	m := operation.NewMachine(statedir.Home(o.StateDir), operation.Options{Embedded: o.Embedded, Container: o.Container, Cache: o.CacheDir})
	if o.Report != nil {
		m.Report, m.Again = o.Report, o.Report
	}
	return m
}

// Lab is a lab, as its file says it should be. It may be used by one goroutine at a time.
type Lab struct{ lab *operation.Lab }

// Open reads a lab file.
func Open(file string, o Options) (*Lab, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, fault.Wrap(fault.UnreadableFile, err)
	}
	wanted, warnings, err := spec.Load(path, nil)
	if err != nil {
		return nil, err
	}
	l, err := o.machine().Open(wanted, path)
	if err != nil {
		return nil, err
	}
	l.Warnings = warnings
	return &Lab{l}, nil
}

// New takes a lab that [spec.Parse] has read or completed, and does not change it.
func New(wanted *spec.Lab, o Options) (*Lab, error) {
	own := *wanted // as far as it gets defaults
	own.WorkloadClusters = slices.Clone(own.WorkloadClusters)
	return opened(o.machine().Open(&own, ""))
}

// Place is where the management cluster of a lab is that this machine knows nothing of: an existing one, by a kubeconfig and a
// context in it. The zero value is a lab that this machine knows.
type Place struct{ Kubeconfig, Context string }

// Find opens a lab by its name: by the file that it was applied with last, where that is still there, and otherwise by what there
// is of the lab. Then nothing says what it should be: it can be looked at, stopped, started and destroyed, and not applied.
func Find(ctx context.Context, name string, at Place, o Options) (*Lab, error) {
	if at == (Place{}) {
		return opened(o.machine().Find(ctx, name))
	}
	return opened(o.machine().OpenByName(ctx, operation.ByName{Lab: name, Kubeconfig: at.Kubeconfig, Context: at.Context}))
}

func opened(l *operation.Lab, err error) (*Lab, error) {
	if err != nil {
		return nil, err
	}
	return &Lab{l}, nil
}

// Summary is a lab of this machine: where it is, what it takes, how long it lives, and the file that it was applied with.
type Summary = snapshot.Entry

// List looks at the labs of this machine, also those whose lab file is lost. What cannot be looked at has the state Unknown.
func List(ctx context.Context, o Options) []Summary { return o.machine().List(ctx) }

// Overdue names the labs of this machine whose time is over. Those of which that cannot be read are the error.
func Overdue(o Options) ([]string, error) { return o.machine().Overdue("") }

// Spec is what the lab should be, with all defaults. It is not to be changed.
func (l *Lab) Spec() *spec.Lab { return l.lab.Spec }

// Warnings are about the lab file: what is valid, and may not be meant.
func (l *Lab) Warnings() spec.Problems { return l.lab.Warnings }

// Status is what there is of a lab.
type Status = snapshot.Status

// Status looks at what there is. What cannot be seen is named in it.
func (l *Lab) Status(ctx context.Context) Status {
	return l.lab.Border().Status(snapshot.Take(ctx, l.lab.Source()))
}

// Images are the images of a lab, with who asks for each.
type Images = images.List

// Images lists the images that the lab pulls. It looks at no cluster, and downloads component manifests and charts that are not kept
// from before. Those that cannot be read are in Unread, and make the list incomplete.
func (l *Lab) Images(ctx context.Context) (*Images, error) {
	list, err := l.lab.Images(ctx)
	if err != nil {
		return nil, l.lab.Border().Err(err)
	}
	return l.lab.Border().Images(list), nil
}

// Kubeconfig returns the kubeconfig of a workload cluster, or of the management cluster, by its name or without one. Apply and Start
// write it.
func (l *Lab) Kubeconfig(cluster string) ([]byte, error) {
	_, content, err := l.lab.Kubeconfig(cluster)
	return content, err
}

// KubeconfigFile is the path of the file with the same, for other programs.
func (l *Lab) KubeconfigFile(cluster string) (string, error) {
	path, _, err := l.lab.Kubeconfig(cmp.Or(cluster, l.lab.Spec.ManagementCluster.Name))
	return path, err
}
