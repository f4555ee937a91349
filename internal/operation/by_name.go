package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// ByName is how a lab is named whose file is lost: what is there of it tells the rest.
type ByName struct {
	Lab string
	// Kubeconfig and Context name an existing management cluster of which this machine knows nothing.
	Kubeconfig, Context string
}

// OpenByName makes a lab of what this machine knows about it. It has no clusters and no profiles: what there is of them is found
// by whose it is.
func (m *Machine) OpenByName(ctx context.Context, name ByName) (*Lab, error) {
	// The form comes first: a name is a directory's as well.
	if err := CheckName(name.Lab); err != nil {
		return nil, err
	}
	dir, err := m.Home.Of(name.Lab)
	if err != nil {
		return nil, err
	}
	place, err := m.find(ctx, dir, name)
	if err != nil {
		return nil, err
	}
	wanted, err := labAt(place, name.Lab)
	if err != nil {
		return nil, err
	}
	l := m.lab(wanted, place.File, dir)
	l.ByName = true
	return l, nil
}

// find says where a lab is: as somebody says, as an apply has noted it, or as what is there shows.
func (m *Machine) find(ctx context.Context, dir statedir.Dir, name ByName) (Remembered, error) {
	noted, err := Recall(dir)
	switch {
	case name.Kubeconfig != "" && noted.Provider != "" && !noted.Provider.Given():
		return noted, noLab(fault.WrongArguments, "--kubeconfig names an existing management cluster, and that of lab %q is %s; leave --kubeconfig and --context out", dir.Lab(), noted.Provider)
	case name.Kubeconfig != "":
		path, err := filepath.Abs(name.Kubeconfig)
		return Remembered{Provider: spec.ProviderExisting, Kubeconfig: path, Context: name.Context, File: cmp.Or(noted.File, onlyFile(dir))}, fault.Wrap(fault.WrongKubeconfig, err)
	case noted.Provider != "":
		return noted, nil
	}
	found, foundErr := m.discover(ctx, dir)
	if foundErr != nil {
		return found, foundErr
	}
	if found.Provider == "" {
		return found, m.unknownLab(ctx, dir, err)
	}
	return found, nil
}

// discover looks for the management cluster of a lab of which nothing is noted: an earlier kaaslab made it, or the note is lost.
// Things on Docker without one tell too little: the lab may be in an existing management cluster, which would make them again.
func (m *Machine) discover(ctx context.Context, dir statedir.Dir) (Remembered, error) {
	r := Remembered{Provider: spec.ProviderEmbedded, File: onlyFile(dir)}
	wanted, err := labAt(r, dir.Lab())
	if err != nil {
		return r, err
	}
	l := m.lab(wanted, r.File, dir)
	if _, err := executor.Identify(ctx, wanted, l.Handlers, l.SayAgain()); err != nil {
		return r, fault.Errorf(fault.ManagementCluster, "look for lab %q: %w", wanted.Name, err)
	}
	found, err := l.Handlers[planner.KindManagementCluster].Observe(ctx, planner.Want(wanted))
	if err != nil {
		return r, fault.Errorf(fault.ManagementCluster, "look for lab %q: %w", wanted.Name, err)
	}
	for _, o := range found {
		if cluster, is := o.Attrs.(planner.ManagementCluster); is && o.Owner == wanted.Name {
			return Remembered{Provider: cluster.Provider, Name: o.ID.Name, File: r.File}, nil
		}
	}
	return Remembered{}, nil
}

// unknownLab names what there is instead. A note that cannot be read is no reason by itself, and worth knowing here.
func (m *Machine) unknownLab(ctx context.Context, dir statedir.Dir, unread error) error {
	var known []string
	for _, lab := range m.Names(ctx) {
		if lab != dir.Lab() {
			known = append(known, lab)
		}
	}
	there := "it knows no lab"
	if len(known) > 0 {
		there = "it knows " + strings.Join(known, ", ")
	}
	text := fmt.Sprintf("nothing on this machine says where lab %q is; %s; if it is in an existing management cluster, name that with --kubeconfig and --context", dir.Lab(), there)
	if unread != nil {
		return noLab(fault.NoLabFile, "%s (%w)", text, unread)
	}
	return noLab(fault.NoLabFile, "%s", text)
}

// onlyFile is the lab file that the lab was worked on with here, if there was one only.
func onlyFile(dir statedir.Dir) string {
	known := KnownLabs(dir)
	for file := range known {
		if len(known) == 1 {
			return file
		}
	}
	return ""
}

// CheckName refuses what no lab can be called.
func CheckName(name string) error {
	_, err := labAt(Remembered{Provider: spec.ProviderEmbedded}, name)
	return err
}

// labAt is a lab file with nothing but the management cluster.
func labAt(r Remembered, name string) (*spec.Lab, error) {
	management := map[string]string{}
	for key, value := range map[string]string{"provider": string(r.Provider), "name": r.Name, "kubeconfig": r.Kubeconfig, "context": r.Context} {
		if value != "" {
			management[key] = value
		}
	}
	text, err := yaml.Marshal(map[string]any{"apiVersion": spec.APIVersion, "kind": spec.Kind, "name": name, "managementCluster": management})
	if err != nil {
		return nil, fault.Wrap(fault.Bug, err)
	}
	lab, _, err := spec.Parse("lab", text, nil)
	if invalid := (*spec.Invalid)(nil); errors.As(err, &invalid) {
		return nil, noLab(fault.WrongForm, "lab name %q: %s", name, invalid.Problems[0].Reason)
	} else if err != nil {
		return nil, err
	}
	lab.Peering.Network = cmp.Or(r.Network, lab.Peering.Network)
	return lab, nil
}
