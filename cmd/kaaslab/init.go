package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/fault"
)

type initOptions struct {
	file     string
	name     string
	template string
	from     []string
}

func newInit(p *program) *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a lab.yaml to start from",
		Long: "Write a lab file with comments that works as it is. Nothing else is touched, and no file is overwritten. The\n" +
			"templates are:\n\n  " + strings.Join(starterWords(": "), "\n  ") + "\n\n" +
			"With --from, make it from Cluster API manifests of an older kind (DockerCluster, KubeadmControlPlane,\n" +
			"MachineDeployment and so on) and Sveltos profiles. The file says on top what changed, and what was left out.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return runInit(p, o) },
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().StringVar(&o.name, "name", "demo", "name of the lab")
	cmd.Flags().StringArrayVar(&o.from, "from", nil, "manifest of an older lab to make it from, or - for standard input (repeatable)")
	_ = cmd.MarkFlagFilename("from", "yaml", "yml")
	cmd.Flags().StringVar(&o.template, "template", starters[0].name, "what to start from: "+strings.Join(starterNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("template", cobra.FixedCompletions(starterWords("\t"), cobra.ShellCompDirectiveNoFileComp))
	cmd.MarkFlagsMutuallyExclusive("template", "from")
	return cmd
}

func runInit(p *program, o *initOptions) error {
	if len(o.from) > 0 {
		return runInitFrom(p, o)
	}
	text, err := starterLab(o.template, o.name)
	if err != nil {
		return err
	}
	if o.file == "-" {
		_, err := p.out.Write(text)
		return err
	}
	if err := writeStarter(o, text); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "wrote %s; look through it, then run: %s\n", o.file, p.command("apply", o.file))
	return nil
}

func writeStarter(o *initOptions, text []byte) error {
	file, err := os.OpenFile(o.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return existsAlready(o.file)
	}
	if err != nil {
		return fault.Errorf(fault.Output, "write the lab file: %w", err)
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

func existsAlready(file string) error {
	return fault.Errorf(fault.FileExists, "%s exists already and is not overwritten; name another file with -f, or remove this one", file)
}
