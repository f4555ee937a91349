package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/spec"
)

//go:embed lab.yaml.tmpl
var labTemplate string

type initOptions struct {
	file  string
	name  string
	from  []string
	force bool
}

func newInit(p *program) *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a lab.yaml to start from",
		Long: "Write a lab file with comments that works as it is: an embedded management cluster, two simulated workload\n" +
			"clusters and an add-on profile. Nothing else is touched.\n\n" +
			"With --from, make it from Cluster API manifests of an older kind (DockerCluster, KubeadmControlPlane,\n" +
			"MachineDeployment and so on) and Sveltos profiles. The file says on top what changed, and what was left out.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return runInit(p, o) },
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().StringVar(&o.name, "name", "demo", "name of the lab")
	cmd.Flags().StringArrayVar(&o.from, "from", nil, "manifest of an older lab to make it from, or - for standard input (repeatable)")
	_ = cmd.MarkFlagFilename("from", "yaml", "yml")
	cmd.Flags().BoolVar(&o.force, "force", false, "overwrite a file that exists")
	return cmd
}

func runInit(p *program, o *initOptions) error {
	if len(o.from) > 0 {
		return runInitFrom(p, o)
	}
	text, err := starterLab(o.name)
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
	fmt.Fprintf(p.out, "wrote %s; look through it, then run: kaaslab apply%s\n", o.file, fileArgument(o.file))
	return nil
}

// starterLab fills the name in and checks the result, because the name comes from the command line.
func starterLab(name string) ([]byte, error) {
	filled := template.Must(template.New("lab.yaml").Parse(labTemplate))
	var text bytes.Buffer
	if err := filled.Execute(&text, map[string]string{"Name": name}); err != nil {
		return nil, fault.Errorf(fault.Bug, "write a lab named %q: %w", name, err)
	}
	if _, _, err := spec.Parse("lab.yaml", text.Bytes(), os.ReadFile); err != nil {
		return nil, wrongName(err)
	}
	return text.Bytes(), nil
}

// wrongName says what is wrong with --name, which is all that can be wrong, without a place in a file that is not there.
func wrongName(err error) error {
	var invalid *spec.Invalid
	if errors.As(err, &invalid) {
		return fault.Errorf(fault.WrongFlag, "--name: %s", invalid.Problems[0].Reason)
	}
	return err
}

func writeStarter(o *initOptions, text []byte) error {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if o.force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(o.file, mode, 0o644)
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
	return fault.Errorf(fault.FileExists, "%s exists already; use --force to overwrite it, or -f to name another file", file)
}
