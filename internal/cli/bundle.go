package cli

import (
	"context"
	"fmt"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/words"
)

type bundleOptions struct {
	file, into string
	archive    imagearchive.Options
}

func newBundle(p *program) *cobra.Command {
	o := &bundleOptions{}
	cmd := &cobra.Command{
		Use:   "bundle",
		Short: "Write a lab with all that it takes from the internet into one file",
		Long: "Write a lab file, what it names, and all that the lab takes from elsewhere into one file: images, the components\n" +
			"of Cluster API, and charts. On a machine without internet kaaslab apply --bundle makes the lab of it. What was\n" +
			"downloaded is kept until the file is whole; cut short, the same command goes on from there.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runBundle(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().VarP((*given)(&o.into), "output", "o", "write this `file` (default LAB.bundle)")
	archiveFlags(cmd, &o.archive, "")
	return cmd
}

// archiveFlags are those of a download of images, under a condition if there is one.
func archiveFlags(cmd *cobra.Command, o *imagearchive.Options, when string) {
	cmd.Flags().Var((*given)(&o.Platform), "platform", when+"the `platform` of the images, such as linux/arm64 (default linux on this machine's processor)")
	cmd.Flags().StringArrayVar(&o.From, "from", nil, when+"a `prefix=copy` of images that are downloaded from somewhere else, such as docker.io=registry.example.com/hub (repeatable)")
	cmd.Flags().BoolVar(&o.Logins, "docker-login", false, when+"log in to registries as your Docker configuration does")
}

func runBundle(ctx context.Context, p *program, o *bundleOptions) error {
	if o.file == "-" {
		return fault.Errorf(fault.WrongArguments, "a lab file from standard input has no files beside it; name the file with -f")
	}
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	if o.into == "" {
		o.into = s.Spec.Name + ".bundle"
	}
	stop, _, release := p.signals(ctx)
	defer release()
	say := func(message string) { fmt.Fprintln(s.err, s.outward.Text(message)) }
	s.Report, o.archive.Report = say, say
	bundled, err := s.Bundle(stop, o.into, o.archive)
	switch {
	case err == nil:
		_, err = fmt.Fprintf(s.out, "Wrote %s: %s, %s. Where there is no internet, run: kaaslab apply --bundle %s\n",
			o.into, words.Plural(bundled.Images, "image"), units.HumanSize(float64(bundled.Size)), paste.Word(o.into))
		return err
	case stop.Err() == nil && (fault.Of(err) == fault.ImageDownload || fault.Of(err) == fault.ImagesUnread):
		return &failure{exit: exitIncomplete, cause: s.outward.Err(err)}
	}
	return ended(stop, s.outward.Err(err))
}
