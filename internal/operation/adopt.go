package operation

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// AdoptOptions say what is adopted.
type AdoptOptions struct {
	// Name is that of the lab that there will be, and File its lab file, which must not be there yet.
	Name, File string
	// Kubeconfig and Context lead to the management cluster; or K3d is the name of a k3d cluster that is it.
	Kubeconfig, Context, K3d string
	// SameLab says that a lab that was made elsewhere is this one.
	SameLab bool
}

// Adoption is a lab that takes over what is there.
type Adoption struct {
	*Lab
	options AdoptOptions
	written labfiles.Written
	// Show is given what was found, and Confirm decides whether it is taken over.
	Show    func(*adoption.Survey)
	Confirm func() error
}

// Adoption is the lab that there will be. It writes nothing yet.
func (m *Machine) Adoption(o AdoptOptions) (*Adoption, error) {
	if _, err := os.Lstat(o.File); err == nil {
		return nil, fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; name another file with -o", o.File)
	}
	if err := o.locate(); err != nil {
		return nil, err
	}
	wanted, err := labAt(Remembered{Provider: spec.ProviderExisting, Kubeconfig: o.Kubeconfig, Context: o.Context}, o.Name)
	if err != nil {
		return nil, err
	}
	l, err := m.Open(wanted, o.File)
	return &Adoption{Lab: l, options: o, Show: func(*adoption.Survey) {}, Confirm: func() error { return nil }}, err
}

// locate says where the kubeconfig is, or will be: that of a k3d cluster goes beside the lab file, which then names it.
func (o *AdoptOptions) locate() (err error) {
	if o.K3d == "" {
		o.Kubeconfig, err = filepath.Abs(o.Kubeconfig)
		return fault.Wrap(fault.WrongKubeconfig, err)
	}
	directory, err := filepath.Abs(filepath.Dir(o.File))
	o.Context, o.Kubeconfig = o.K3d, filepath.Join(directory, o.K3d+".kubeconfig")
	return fault.Wrap(fault.Output, err)
}

// Adopt marks what is there as the lab's and writes the lab file for it. It returns what was found. Nothing of what it writes is
// of use without the lab file. The caller has the lab's lock: nobody cleans up behind a run that must not begin.
func (a *Adoption) Adopt(r *Run) (*adoption.Survey, error) {
	found, err := a.adopt(r)
	if err != nil {
		a.written.Remove()
	}
	return found, err
}

func (a *Adoption) adopt(r *Run) (*adoption.Survey, error) {
	if err := a.reach(r.Stop); err != nil {
		return nil, err
	}
	found, err := a.Survey(r.Stop)
	if err != nil {
		return nil, err
	}
	if a.Show(found); len(found.Taken()) == 0 {
		return found, fault.Errorf(fault.NotAdopted, "there is nothing to adopt; %s left as it is", words.Plural(len(found.Left()), "thing"))
	}
	there := planner.NewState().WithIdentity(found.Identity())
	if err := a.Accept(r.Stop, there, PlanOptions{SameLab: a.options.SameLab, Elsewhere: Refuse}); err != nil {
		return found, err
	}
	files, err := a.files(found)
	if err != nil {
		return found, err
	}
	if err := a.Confirm(); err != nil {
		return found, err
	}
	return found, a.take(r, found, files)
}

// reach writes the kubeconfig of a k3d cluster.
func (a *Adoption) reach(ctx context.Context) error {
	if a.options.K3d == "" {
		return nil
	}
	content, err := a.machine.K3d(ctx, a.options.K3d)
	if err != nil {
		return err
	}
	return a.written.Add(a.options.Kubeconfig, content, 0o600)
}

// files is the lab file that says what was found. It makes sure, before anything is marked, that it is valid and can be written.
func (a *Adoption) files(found *adoption.Survey) (labfiles.Set, error) {
	text, beside, err := found.LabFile(filepath.Base(a.options.File), a.options.Kubeconfig, a.options.Context)
	if err != nil {
		return labfiles.Set{}, err
	}
	if _, _, err := spec.Parse(a.options.File, text, beside.Read); err != nil {
		return labfiles.Set{}, fault.Errorf(fault.NotAdopted, "what is there makes no valid lab file: %w", err)
	}
	return labfiles.Set{Lab: text, Beside: beside}, mayAdopt(a.options.File, beside)
}

func (a *Adoption) take(r *Run, found *adoption.Survey, files labfiles.Set) error {
	if err := errors.Join(a.Know(a.Identity()), a.Remember()); err != nil {
		return err
	}
	if err := r.TakeLease(); err != nil {
		return err
	}
	ctx, end := r.whole()
	defer end()
	if err := found.Adopt(ctx); err != nil {
		return err
	}
	return a.written.AddSet(a.options.File, files)
}

// mayAdopt looks at the directory too.
func mayAdopt(file string, files draft.Files) error {
	directory := filepath.Dir(file)
	if err := atomicfile.Try(directory); err != nil {
		return fault.Errorf(fault.Output, "nothing can be written to %s, so nothing is adopted: %w; name a file elsewhere with -o", directory, err)
	}
	return labfiles.MayWrite(file, files)
}
