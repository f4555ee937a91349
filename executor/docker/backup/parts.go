package backup

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/docker/docker/client"
	"github.com/docker/go-units"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// The parts of a backup, in this order: the images that kaaslab itself has made, what each container has written, and the volumes.
const (
	partImages  = "images"
	partVolumes = "volumes"
)

// Sink takes the parts of a backup, one after another, each under its name.
type Sink interface {
	// Write begins a part, and ends it when the function returns.
	Write(name string, write func(io.Writer) error) error
}

// Source gives the parts, in the order in which they were written.
type Source interface {
	// Read hands over a part. What the function leaves of it is read to its end, which tells whether it is whole.
	Read(name string, read func(io.Reader) error) error
	// End tells whether nothing comes after the last part that should not, and nothing is missing.
	End() error
}

// Write saves the parts of what Look has found.
func (b *Backup) Write(ctx context.Context, c Contents, into Sink, report executor.Report) error {
	api, err := b.engine.API(ctx)
	if err != nil {
		return err
	}
	if own := c.ownImages(); len(own) > 0 {
		if err := into.Write(partImages, func(w io.Writer) error { return saveImages(ctx, api, own, w) }); err != nil {
			return err
		}
	}
	for _, saved := range c.Containers {
		report("saving what container " + saved.Name + " has written")
		if err := into.Write(saved.part(), func(w io.Writer) error { return saved.writeLayer(ctx, api, w) }); err != nil {
			return err
		}
	}
	return into.Write(partVolumes, func(w io.Writer) error {
		return b.runOnVolumes(ctx, api, c, engine.ProgramRun{Command: []string{"volumes", "read"}, Out: io.MultiWriter(w, &counted{doing: "saving volumes", report: report})}, report)
	})
}

// runOnVolumes runs the program where it has all volumes, in their order.
func (b *Backup) runOnVolumes(ctx context.Context, api engine.API, c Contents, run engine.ProgramRun, report executor.Report) error {
	image, err := b.program.MakeImage(ctx, api, report)
	if err != nil {
		return err
	}
	if !slices.Contains(c.ownImages(), image) {
		defer engine.ForgetImage(context.WithoutCancel(ctx), api, image)
	}
	run.Lab, run.Image = b.lab, image
	for _, v := range c.Volumes {
		run.Volumes = append(run.Volumes, v.name)
	}
	return run.Do(ctx, api)
}

// ownImages are those of containers that come from no registry, because kaaslab has made them.
func (c Contents) ownImages() []string {
	var own []string
	for _, saved := range c.Containers {
		if isOwn(saved.Config.Image) {
			own = append(own, saved.Config.Image)
		}
	}
	slices.Sort(own)
	return slices.Compact(own)
}

func isOwn(image string) bool { return strings.HasPrefix(image, engine.ProgramImage+":") }

func saveImages(ctx context.Context, api engine.API, images []string, into io.Writer) error {
	stream, err := api.ImageSave(ctx, images, []client.ImageSaveOption{}...)
	if err == nil {
		_, err = io.Copy(into, stream)
		stream.Close()
	}
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "save images %s: %w", strings.Join(images, ", "), err)
	}
	return nil
}

// told is after how many bytes it is told again how far something has come.
const told = 100 << 20

// counted tells how many bytes have passed.
type counted struct {
	doing  string
	report executor.Report
	count  int64
}

func (c *counted) Write(passed []byte) (int, error) {
	before := c.count / told
	if c.count += int64(len(passed)); c.count/told > before {
		c.report(fmt.Sprintf("%s: %s", c.doing, units.HumanSize(float64(c.count))))
	}
	return len(passed), nil
}
