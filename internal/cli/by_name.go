package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// byName is how a lab is named whose file is lost: what is there of it tells the rest.
type byName struct {
	lab string
	// kubeconfig and context name an existing management cluster of which this machine knows nothing.
	kubeconfig, context string
}

func byNameFlags(cmd *cobra.Command, o *byName) {
	cmd.Flags().Var((*given)(&o.lab), "lab", "the `name` of a lab whose file is lost, in place of -f")
	cmd.Flags().Var((*given)(&o.kubeconfig), "kubeconfig", "with --lab: the kubeconfig `file` of an existing management cluster, if this machine does not know it")
	cmd.Flags().StringVar(&o.context, "context", "", "with --lab: the context in that file")
	completeLabs(cmd)
	_ = cmd.MarkFlagFilename("kubeconfig")
	cmd.MarkFlagsRequiredTogether("kubeconfig", "context")
	cmd.MarkFlagsMutuallyExclusive("file", "lab")
}

// given is a flag with a value: a variable of a script that is empty must not destroy what the default names.
type given string

func (g *given) String() string { return string(*g) }
func (g *given) Type() string   { return "string" }

// Set implements pflag.Value.
func (g *given) Set(text string) error {
	if text == "" {
		return fault.Errorf(fault.WrongFlag, "it must not be empty")
	}
	*g = given(text)
	return nil
}

// openEither opens a lab by its file, or by its name.
func (p *program) openEither(ctx context.Context, file string, name byName) (*session, error) {
	if name.lab != "" {
		return p.openByName(ctx, name)
	}
	if name.kubeconfig != "" {
		return nil, fault.Errorf(fault.WrongArguments, "--kubeconfig and --context go with --lab; a lab file names its management cluster itself")
	}
	s, err := p.open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, withProposal(err, p.proposeName())
	}
	return s, err
}

// proposeName tells those whose lab file is lost how to go on.
func (p *program) proposeName() string {
	labs := statedir.Labs()
	switch len(labs) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("if the file is lost, this destroys the lab by its name: %s", paste.Command(p.called, "destroy", "--lab", labs[0]))
	}
	return fmt.Sprintf("if the file is lost, %s destroys a lab by its name; there are %s on this machine", paste.Word(p.called)+" destroy --lab NAME", strings.Join(labs, ", "))
}

func withProposal(err error, proposal string) error {
	if proposal == "" {
		return err
	}
	return &failure{exit: exitCode(err), cause: errors.Join(err, fault.Errorf(cmp.Or(fault.Of(err), fault.NoLabFile), "%s", proposal))}
}

// openByName makes a lab of what this machine knows about it. It has no clusters and no profiles: what there is of them is found
// by whose it is.
func (p *program) openByName(ctx context.Context, name byName) (*session, error) {
	// The form comes first: a name is a directory's as well.
	if err := checkLabName(name.lab); err != nil {
		return nil, err
	}
	dir, err := statedir.For(name.lab)
	if err != nil {
		return nil, err
	}
	place, err := p.find(ctx, dir, name)
	if err != nil {
		return nil, err
	}
	lab, err := labAt(place, name.lab)
	if err != nil {
		return nil, err
	}
	s := p.session(lab, place.File, dir)
	s.ByName = true
	return s, nil
}

// find says where a lab is: as the command line says, as an apply has noted it, or as what is there shows.
func (p *program) find(ctx context.Context, dir statedir.Dir, name byName) (operation.Remembered, error) {
	noted, err := operation.Recall(dir)
	switch {
	case name.kubeconfig != "" && noted.Provider != "" && noted.Provider != spec.ProviderExisting:
		return noted, fail(exitInvalid, fault.WrongArguments, "--kubeconfig names an existing management cluster, and that of lab %q is %s; leave --kubeconfig and --context out", dir.Lab(), noted.Provider)
	case name.kubeconfig != "":
		path, err := filepath.Abs(name.kubeconfig)
		return operation.Remembered{Provider: spec.ProviderExisting, Kubeconfig: path, Context: name.context, File: cmp.Or(noted.File, onlyFile(dir))}, fault.Wrap(fault.WrongKubeconfig, err)
	case noted.Provider != "":
		return noted, nil
	}
	found, foundErr := p.discover(ctx, dir)
	if foundErr != nil {
		return found, foundErr
	}
	if found.Provider == "" {
		return found, p.unknownLab(ctx, dir, err)
	}
	return found, nil
}

// discover looks for the management cluster of a lab of which nothing is noted: an earlier kaaslab made it, or the note is lost.
// Things on Docker without one tell too little: the lab may be in an existing management cluster, which would make them again.
func (p *program) discover(ctx context.Context, dir statedir.Dir) (operation.Remembered, error) {
	r := operation.Remembered{Provider: spec.ProviderEmbedded, File: onlyFile(dir)}
	lab, err := labAt(r, dir.Lab())
	if err != nil {
		return r, err
	}
	s := p.session(lab, r.File, dir)
	if _, err := executor.Identify(ctx, lab, s.Handlers, s.SayAgain()); err != nil {
		return r, fault.Errorf(fault.ManagementCluster, "look for lab %q: %w", lab.Name, err)
	}
	found, err := s.Handlers[planner.KindManagementCluster].Observe(ctx, lab)
	if err != nil {
		return r, fault.Errorf(fault.ManagementCluster, "look for lab %q: %w", lab.Name, err)
	}
	for _, o := range found {
		if m, is := o.Attrs.(planner.ManagementCluster); is && o.Owner == lab.Name {
			return operation.Remembered{Provider: m.Provider, Name: o.ID.Name, File: r.File}, nil
		}
	}
	return operation.Remembered{}, nil
}

// unknownLab names what there is instead. A note that cannot be read is no reason by itself, and worth knowing here.
func (p *program) unknownLab(ctx context.Context, dir statedir.Dir, unread error) error {
	known := append(statedir.Labs(), p.labsOnDocker(ctx)...)
	slices.Sort(known)
	known = slices.DeleteFunc(slices.Compact(known), func(lab string) bool { return lab == dir.Lab() })
	there := "it knows no lab"
	if len(known) > 0 {
		there = "it knows " + strings.Join(known, ", ")
	}
	text := fmt.Sprintf("nothing on this machine says where lab %q is; %s; if it is in an existing management cluster, name that with --kubeconfig and --context", dir.Lab(), there)
	if unread != nil {
		return fail(exitInvalid, fault.NoLabFile, "%s (%w)", text, unread)
	}
	return fail(exitInvalid, fault.NoLabFile, "%s", text)
}

// onlyFile is the lab file that the lab was worked on with here, if there was one only.
func onlyFile(dir statedir.Dir) string {
	known := operation.KnownLabs(dir)
	for file := range known {
		if len(known) == 1 {
			return file
		}
	}
	return ""
}

// checkLabName refuses what no lab can be called.
func checkLabName(name string) error {
	_, err := labAt(operation.Remembered{Provider: spec.ProviderEmbedded}, name)
	return err
}

// labAt is a lab file with nothing but the management cluster.
func labAt(r operation.Remembered, name string) (*spec.Lab, error) {
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
		return nil, fail(exitInvalid, fault.WrongForm, "lab name %q: %s", name, invalid.Problems[0].Reason)
	} else if err != nil {
		return nil, err
	}
	lab.Peering.Network = cmp.Or(r.Network, lab.Peering.Network)
	return lab, nil
}
