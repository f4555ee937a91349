package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
)

type initOptions struct {
	file     string
	name     string
	template string
	from     []string
	set      []string
}

func newInit(p *program) *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a lab.yaml to start from",
		Long: "Write a lab file with comments that works as it is. Nothing else is touched, and no file is overwritten. The\n" +
			"templates are:\n\n  " + strings.Join(starterWords(": "), "\n  ") + "\n\n" +
			"With --from, make it from the manifests of a lab that is there: Clusters of Cluster API, of plain objects\n" +
			"(DockerCluster, KubeadmControlPlane, MachineDeployment and so on) or of a ClusterClass, and Sveltos profiles,\n" +
			"with the ConfigMaps that they install. What does not fit is left out, and the rest is written: the file says\n" +
			"on top what changed, and what was left out, with the reason and the place.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("name") {
				o.name = p.freeName(cmd.Context(), o.name)
			}
			return runInit(p, o)
		},
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().StringVar(&o.name, "name", "demo", "name of the lab; without it, one that no lab on this machine has")
	cmd.Flags().StringArrayVar(&o.from, "from", nil, "manifest of a lab to make it from, a directory of such, or - for standard input (repeatable)")
	cmd.Flags().StringArrayVar(&o.set, "set", nil, "`NAME=value` of a variable of the clusterctl templates that --from names (repeatable)")
	_ = cmd.MarkFlagFilename("from", "yaml", "yml")
	cmd.Flags().StringVar(&o.template, "template", starters[0].name, "what to start from: "+strings.Join(starterNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("template", cobra.FixedCompletions(starterWords("\t"), cobra.ShellCompDirectiveNoFileComp))
	cmd.MarkFlagsMutuallyExclusive("template", "from")
	return cmd
}

func runInit(p *program, o *initOptions) error {
	switch {
	case len(o.from) > 0:
		return runInitFrom(p, o)
	case len(o.set) > 0:
		return fault.Errorf(fault.WrongFlag, "--set gives variables of the templates that --from names, and there is no --from")
	}
	made, err := starterFiles(o.template, o.name)
	if err != nil {
		return err
	}
	return o.write(p, made, fmt.Sprintf("wrote %s; look through it, then run: %s", o.file, p.command("apply", o.file)))
}

// write writes what is not there yet, tells of it, and says a sentence in the end.
func (o *initOptions) write(p *program, files labfiles.Set, last string) error {
	if o.file == "-" {
		for _, path := range slices.Sorted(maps.Keys(files.Beside)) {
			fmt.Fprintf(p.err, "not written: %s, which the lab file names; give -f a file to get it\n", path)
		}
		_, err := p.out.Write(files.Lab)
		return err
	}
	if err := errors.Join(notThere(o.file), labfiles.MayWrite(o.file, files.Beside)); err != nil {
		return err
	}
	var made labfiles.Written
	err := made.AddSet(o.file, files)
	for _, path := range made {
		if path != o.file {
			fmt.Fprintf(p.out, "wrote %s\n", path)
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, last)
	return nil
}

func notThere(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fault.Errorf(fault.FileExists, "%s exists already and is not overwritten; name another file with -f, or remove this one", file)
	}
	return nil
}
