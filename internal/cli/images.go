package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/internal/words"
)

type imagesOptions struct{ file, output string }

func newImages(p *program) *cobra.Command {
	o := &imagesOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "images",
		Short: "List the images that a lab pulls",
		Long: "List every image that the lab pulls, and who asks for it: the nodes of the management cluster and what they run,\n" +
			"Cluster API, Sveltos, the machines of workload clusters, and what charts and manifests of add-ons name. No cluster\n" +
			"is looked at. Component manifests and charts that are not on this disk are downloaded; where that cannot be, the\n" +
			"list says so, and the exit code is 3. -o name has the references that are pulled, one a line.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runImages(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, outputText, outputJSON, outputName)
	return cmd
}

func runImages(ctx context.Context, p *program, o *imagesOptions) error {
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	stop, _, release := p.signals(ctx)
	defer release()
	list, err := s.Images(stop)
	if err != nil {
		return ended(stop, err)
	}
	list = s.outward.Images(list)
	switch o.output {
	case outputJSON:
		err = view.ImagesJSON(s.out, list)
	case outputName:
		err = view.ImageNames(s.out, list)
	default:
		err = view.ImagesText(s.out, list, view.StyleFor(s.out))
	}
	if err != nil || len(list.Unread) == 0 {
		return err
	}
	first := list.Unread[0]
	return fail(exitIncomplete, fault.ImagesUnread, "the list of images is not complete, %s could not be read: %s: %s",
		words.Plural(len(list.Unread), "source"), first.Resource, first.Text)
}
