package lab

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/planner"
)

// AdoptOptions say what is adopted, and how the lab is called that has it then.
type AdoptOptions struct {
	// Name is that of the lab, and File the lab file to write, which must not be there yet.
	Name, File string
	// Kubeconfig and Context lead to the management cluster that somebody else made.
	Kubeconfig, Context string
	// K3d is the name of a k3d cluster that is it, in place of these.
	K3d string
	// SameLab says that a lab of that name that somebody else, another machine or another file has made is this one.
	SameLab bool
	// Confirm is shown what was found, before anything is marked. An error of it leaves everything as it was.
	Confirm func(Found) error
}

// Found is what there is in a management cluster that a lab could have.
type Found struct {
	// Taken is what the lab takes over. What has a reason in Existing is used as it is, and not described in the lab file.
	Taken []adoption.Taking
	// Left is what stays whoever's it is, each with the reason.
	Left []string
}

// Adopt takes over the Clusters and the Sveltos profiles of a management cluster that somebody else made: it marks them as a
// lab's and writes the lab file for them. Nothing is made, replaced or deleted. The lab is open then.
func Adopt(ctx context.Context, what AdoptOptions, o Options) (*Lab, Found, error) {
	var found Found
	a, err := o.machine().Adoption(operation.AdoptOptions{
		Name: what.Name, File: what.File, Kubeconfig: what.Kubeconfig, Context: what.Context, K3d: what.K3d, SameLab: what.SameLab,
	})
	if err != nil {
		return nil, found, err
	}
	a.Show = func(s *adoption.Survey) { found = Found{s.Taken(), s.Left()} }
	if what.Confirm != nil {
		a.Confirm = func() error { return what.Confirm(found) }
	}
	err = (&Lab{a.Lab}).run(ctx, "lab.Adopt", audience{}, func(r *operation.Run) error {
		_, err := a.Adopt(r)
		return err
	})
	if err != nil {
		return nil, found, err
	}
	l, err := Open(what.File, o)
	return l, found, err
}

// ForgetOptions say what a lab lets go of.
type ForgetOptions struct {
	// Things are what is let go of, as kind/name, such as workloadCluster/workload-01.
	Things []string
	// All lets go of everything that the lab has adopted.
	All bool
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
}

// Forget takes the lab's marks off what it has adopted, and returns what that was. Nothing is deleted. The lab file still has it.
func (l *Lab) Forget(ctx context.Context, o ForgetOptions) (forgotten []planner.ID, err error) {
	ids, err := operation.ParseIDs(o.Things)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 && !o.All {
		return nil, fault.Errorf(fault.WrongArguments, "ForgetOptions name nothing to forget; give Things or All")
	}
	err = l.run(ctx, "lab.Forget", audience{}, func(r *operation.Run) error {
		forgotten, err = r.Forget(operation.ForgetOptions{IDs: ids, All: o.All, SameLab: o.SameLab})
		return err
	})
	return forgotten, err
}
