package docker

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// ImageCaches handles the container through which a lab's nodes pull images, with the volume that has what it has downloaded.
type ImageCaches struct {
	daemon
	engine  *engine.Engine
	lab     *ownership.Lab
	program *engine.Program
	poll    time.Duration
}

var (
	_ executor.Handler = (*ImageCaches)(nil)
	_ executor.Stopper = (*ImageCaches)(nil)
	_ executor.Checker = (*ImageCaches)(nil)
)

// NewImageCaches returns the handler of a lab's cache of images, which the program is.
func NewImageCaches(e *engine.Engine, lab *ownership.Lab, program *engine.Program) *ImageCaches {
	return &ImageCaches{engine: e, lab: lab, program: program, poll: 200 * time.Millisecond}
}

// Observe implements executor.Handler. There is one cache at most, whose name is known.
func (h *ImageCaches) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil {
		return nil, err
	}
	there, err := h.find(ctx, api)
	switch {
	case err != nil:
		return nil, err
	case there == nil:
		return h.observeVolume(ctx, api, want)
	}
	whose, err := h.whose(ctx, api, there)
	if err != nil {
		return nil, err
	}
	o := planner.Observed{Resource: planner.ImageCacheResource(engine.NameOf(*there), planner.ImageCache{}), Phase: planner.Ready}
	if whose.Tell(&o); whose.Owner != h.lab.Name() {
		return []planner.Observed{o}, nil
	}
	switch o.Attrs = readCache(ctx, api, *there); {
	case isDown(*there):
		o.Phase, o.Detail = planner.Stopped, "stopped"
	case h.isOther(*there):
		o.Phase, o.Detail = planner.NotReady, "it is of another kaaslab"
	}
	return []planner.Observed{o}, nil
}

// isOther reports whether a cache runs another program than this kaaslab would start. Who has none leaves it as it is.
func (h *ImageCaches) isOther(there container.InspectResponse) bool {
	image, err := h.program.Image()
	return err == nil && image != there.Config.Image
}

// find returns the container of the cache's name, or nil.
func (h *ImageCaches) find(ctx context.Context, api engine.API) (*container.InspectResponse, error) {
	found, err := engine.FindContainer(ctx, api, spec.ImageCacheName(h.lab.Name()))
	if err != nil || found == nil {
		return nil, err
	}
	there, err := engine.Inspect(ctx, api, []container.Summary{*found})
	if err != nil || len(there) == 0 {
		return nil, err
	}
	return &there[0], nil
}

func (h *ImageCaches) whose(ctx context.Context, api engine.API, there *container.InspectResponse) (ownership.Whose, error) {
	return engine.Whose(ctx, api, there.Config.Labels, h.lab, engine.ContainerMark(engine.NameOf(*there)))
}

// own returns the container if it is the lab's, or nil if there is none.
func (h *ImageCaches) own(ctx context.Context, api engine.API) (*container.InspectResponse, error) {
	there, err := h.find(ctx, api)
	if err != nil || there == nil {
		return nil, err
	}
	whose, err := h.whose(ctx, api, there)
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "container %s belongs to %s, not to lab %s; remove it with `docker rm`, or give the lab another name",
			engine.NameOf(*there), whose.Owner, h.lab.Name())
	}
	return there, err
}

func (h *ImageCaches) open(ctx context.Context) (engine.API, *container.InspectResponse, error) {
	api, err := h.engine.API(ctx)
	if err != nil {
		return nil, nil, err
	}
	there, err := h.own(ctx, api)
	return api, there, err
}

// Apply implements executor.Handler. A container cannot be told anything else, so another takes its place.
func (h *ImageCaches) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, there, err := h.open(ctx)
	if err != nil {
		return err
	}
	wanted := r.Attrs.(planner.ImageCache)
	if there != nil && !h.isOther(*there) && len(planner.Diff(readCache(ctx, api, *there), wanted)) == 0 {
		return startCache(ctx, api, there.ID)
	}
	return h.renew(ctx, api, there, wanted, report)
}

func (h *ImageCaches) renew(ctx context.Context, api engine.API, there *container.InspectResponse, wanted planner.ImageCache, report executor.Report) error {
	config, err := configOf(wanted)
	if err != nil {
		return err
	}
	image, err := h.program.MakeImage(ctx, api, report)
	if err != nil {
		return orWithout(err)
	}
	if there != nil {
		if err := engine.Remove(ctx, api, there.ID); err != nil {
			return err
		}
		if there.Config.Image != image {
			engine.ForgetImage(ctx, api, there.Config.Image)
		}
	}
	if err := h.engine.Note(ctx, planner.ID{Kind: planner.KindImageCache, Name: spec.ImageCacheName(h.lab.Name())}); err != nil {
		return err
	}
	if err := NewVolumes(h.engine, h.lab).create(ctx, api, cacheVolume(h.lab.Name())); err != nil {
		return err
	}
	// What is begun is finished: half of it would have to be removed.
	return h.make(context.WithoutCancel(ctx), api, image, wanted, config)
}

// AwaitReady waits until the cache answers.
func (h *ImageCaches) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	return poll.Until(ctx, "the image cache to answer", h.poll, report, func(ctx context.Context) (string, error) {
		there, err := h.own(ctx, api)
		switch {
		case err != nil:
			return "", err
		case there == nil:
			return "", fault.Errorf(fault.ContainersGone, "container %s is gone; apply again", r.ID.Name)
		case isDown(*there):
			return "container " + r.ID.Name + " does not run: " + lastWords(ctx, api, *there), nil
		}
		return h.silence(ctx, api, *there), ctx.Err()
	})
}

// silence says why the cache gives no answer, or nothing.
func (h *ImageCaches) silence(ctx context.Context, api engine.API, there container.InspectResponse) string {
	answer, err := engine.Output(ctx, api, there, cacheProbe...)
	switch said := strings.TrimSpace(string(answer)); {
	case err != nil:
		return err.Error()
	case said != "ready":
		return said
	}
	return ""
}

// lastWords are the end of what a container wrote.
func lastWords(ctx context.Context, api engine.API, there container.InspectResponse) string {
	text, err := engine.Log(ctx, api, there, 1)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text))
}

// Stop implements executor.Stopper.
func (h *ImageCaches) Stop(ctx context.Context, _ planner.Resource, report executor.Report) error {
	api, there, err := h.open(ctx)
	if err != nil || there == nil {
		return err
	}
	return engine.Stop(ctx, api, []container.InspectResponse{*there}, report)
}

// Delete implements executor.Handler. The volume goes too, and the image unless another lab has a cache.
func (h *ImageCaches) Delete(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, there, err := h.open(ctx)
	if err != nil {
		return err
	}
	image, _ := h.program.Image() // without the program nobody knows which it was, if the container is gone
	if there != nil {
		image = there.Config.Image
		if err := engine.Remove(ctx, api, there.ID); err != nil {
			return err
		}
	}
	engine.ForgetImage(ctx, api, image)
	return h.removeVolume(ctx, api)
}

// AwaitGone implements executor.Handler: Docker is done when Delete returns.
func (h *ImageCaches) AwaitGone(ctx context.Context, r planner.Resource, _ executor.Report) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return h.engine.Forget(r.ID)
}

// namesOfProxies are the variables by which the cache knows the lab's proxy.
var namesOfProxies = []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}

func readEnv(all []string) map[string]planner.Hidden {
	env := map[string]planner.Hidden{}
	for _, variable := range all {
		if name, value, _ := strings.Cut(variable, "="); slices.Contains(namesOfProxies, name) {
			env[name] = planner.Hidden(value)
		}
	}
	return env
}
