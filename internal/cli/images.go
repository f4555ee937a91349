package cli

import (
	"context"
	"fmt"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/internal/words"
)

type imagesOptions struct {
	file, output, save string
	archive            imagearchive.Options
}

func newImages(p *program) *cobra.Command {
	o := &imagesOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "images",
		Short: "List the images that a lab pulls",
		Long: "List every image that the lab pulls, and who asks for it: the nodes of the management cluster and what they run,\n" +
			"Cluster API, Sveltos, the machines of workload clusters, and what charts and manifests of add-ons name. No cluster\n" +
			"is looked at. Component manifests and charts that are not on this disk are downloaded; where that cannot be, the\n" +
			"list says so, and the exit code is 3. -o name has the references that are pulled, one a line. --save downloads them\n" +
			"into one archive for docker load, k3s, containerd and registries; cut short, the same command goes on from there.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runImages(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, outputText, outputJSON, outputName)
	cmd.Flags().Var((*given)(&o.save), "save", "download the images into this archive `file`")
	archiveFlags(cmd, &o.archive, "with --save: ")
	cmd.MarkFlagsMutuallyExclusive("save", "output")
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
	err = s.showImages(stop, list, o)
	if err != nil || len(list.Unread) == 0 {
		return ended(stop, err)
	}
	first := list.Unread[0]
	return fail(exitIncomplete, fault.ImagesUnread, "the list of images is not complete, %s could not be read: %s: %s",
		words.Plural(len(list.Unread), "source"), first.Resource, first.Text)
}

func (s *session) showImages(ctx context.Context, list *images.List, o *imagesOptions) error {
	switch {
	case o.save != "":
		return s.saveImages(ctx, list, o)
	case o.archive.Platform != "" || len(o.archive.From) > 0 || o.archive.Logins:
		return fault.Errorf(fault.WrongArguments, "--platform, --from and --docker-login go with --save; a list downloads no image")
	case o.output == outputJSON:
		return view.ImagesJSON(s.out, list)
	case o.output == outputName:
		return view.ImageNames(s.out, list)
	}
	return view.ImagesText(s.out, list, view.StyleFor(s.out))
}

func (s *session) saveImages(ctx context.Context, list *images.List, o *imagesOptions) error {
	wanted := operation.Wanted(list, func(images.Image) bool { return true })
	if len(wanted) == 0 {
		_, err := fmt.Fprintln(s.out, "Nothing is pulled, and nothing was saved.")
		return err
	}
	o.archive = s.Downloading(o.archive)
	o.archive.Report = func(message string) { fmt.Fprintln(s.err, s.outward.Text(message)) }
	size, err := imagearchive.Write(ctx, o.save, wanted, o.archive)
	switch {
	case fault.Of(err) == fault.ImageDownload && ctx.Err() == nil:
		return &failure{exit: exitIncomplete, cause: err}
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(s.out, "Saved: %s, %s, in %s. To load them: docker load -i %s\n", words.Plural(len(wanted), "image"), units.HumanSize(float64(size)), o.save, paste.Word(o.save))
	return err
}
