package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// undoing is how long it may take to remove what was made, when it could not be made whole.
const undoing = 2 * time.Minute

// ErrLeft is in the error of what could not be made whole and could not all be removed again.
var ErrLeft = fault.Errorf(fault.HalfLoaded, "a part of it is left on Docker; destroy the lab by its name (kaaslab destroy --lab)")

// Restore makes all of it again, stopped. What could not be made whole is removed again. Check comes first.
func (b *Backup) Restore(ctx context.Context, c Contents, from Source, report executor.Report) (err error) {
	api, err := b.engine.API(ctx)
	if err != nil {
		return err
	}
	r := &restoring{Backup: b, api: api, report: report}
	defer func() {
		if err != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoing)
			defer cancel()
			if left := r.undo(last); left != nil {
				err = fmt.Errorf("%w; %w (%w)", err, ErrLeft, left)
			}
		}
	}()
	if err := b.engine.NoteAll(ctx, c.Noted); err != nil {
		return err
	}
	for _, make := range []func(context.Context, *Contents, Source) error{r.networks, r.volumes, r.images, r.containers, r.layers, r.contents} {
		if err := make(ctx, &c, from); err != nil {
			return err
		}
	}
	return from.End()
}

// restoring is what was made of a lab so far.
type restoring struct {
	*Backup
	api    engine.API
	report executor.Report
	made   []func(context.Context) error // remove what was made
}

func (r *restoring) undo(ctx context.Context) error {
	var errs []error
	for _, remove := range slices.Backward(r.made) {
		if err := remove(ctx); err != nil && !errdefs.IsNotFound(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// networks makes those that the lab had made and that are gone. One that is there, others may use.
func (r *restoring) networks(ctx context.Context, c *Contents, _ Source) error {
	for _, n := range c.Networks {
		there, err := engine.FindNetwork(ctx, r.api, n.Name)
		if err != nil {
			return err
		}
		if there != nil {
			continue
		}
		made, err := r.api.NetworkCreate(ctx, n.Name, n.Options)
		if err != nil {
			return fault.Errorf(fault.DockerRequest, "create network %s with subnet %s: %w", n.Name, n.subnets(), err)
		}
		r.made = append(r.made, func(ctx context.Context) error { return r.api.NetworkRemove(ctx, made.ID) })
	}
	return nil
}

func (r *restoring) volumes(ctx context.Context, c *Contents, _ Source) error {
	for i, v := range c.Volumes {
		if v.Options.Name == "" {
			continue
		}
		if _, err := r.api.VolumeCreate(ctx, v.Options); err != nil {
			return fault.Errorf(fault.DockerRequest, "create volume %s: %w", v.Options.Name, err)
		}
		c.Volumes[i].name = v.Options.Name
		r.made = append(r.made, func(ctx context.Context) error { return r.api.VolumeRemove(ctx, v.Options.Name, true) })
	}
	return nil
}

func (r *restoring) images(ctx context.Context, c *Contents, from Source) error {
	if len(c.ownImages()) == 0 {
		return nil
	}
	return from.Read(partImages, func(archive io.Reader) error { return engine.Load(ctx, r.api, archive) })
}

// containers makes them in the order in which they were made, which is that in which addresses that are not fixed are given.
func (r *restoring) containers(ctx context.Context, c *Contents, _ Source) error {
	for i := range c.Containers {
		r.report("making container " + c.Containers[i].Name)
		if err := r.container(ctx, &c.Containers[i]); err != nil {
			return err
		}
		there, err := r.api.ContainerInspect(ctx, c.Containers[i].id)
		if err != nil {
			return fault.Errorf(fault.DockerRequest, "look at container %s: %w", c.Containers[i].Name, err)
		}
		if err := c.findVolumes(there); err != nil {
			return err
		}
	}
	return nil
}

func (r *restoring) container(ctx context.Context, c *Container) error {
	on, host := slices.Sorted(maps.Keys(c.Networks)), *c.Host
	first := string(host.NetworkMode)
	if c.Networks[first] == nil && len(on) > 0 { // Docker's default, from which it was made without it
		first, host.NetworkMode = on[0], ""
	}
	networks := &network.NetworkingConfig{}
	if c.Networks[first] != nil {
		networks.EndpointsConfig = map[string]*network.EndpointSettings{first: c.Networks[first]}
	}
	config := *c.Config
	config.Labels = map[string]string{engine.LabelRestored: "yes"}
	maps.Copy(config.Labels, c.Config.Labels)
	made, err := r.api.ContainerCreate(ctx, &config, &host, networks, nil, c.Name)
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "create container %s: %w", c.Name, err)
	}
	c.id = made.ID
	r.made = append(r.made, func(ctx context.Context) error { return engine.Remove(ctx, r.api, made.ID) })
	for _, name := range on {
		if name == first {
			continue
		}
		there, err := engine.RequireNetwork(ctx, r.api, name, "load")
		if err == nil {
			err = engine.Connect(ctx, r.api, there, made.ID, c.Networks[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// findVolumes finds those that Docker has made with a container.
func (c *Contents) findVolumes(of container.InspectResponse) error {
	for i, v := range c.Volumes {
		if v.Container != engine.NameOf(of) {
			continue
		}
		for _, m := range of.Mounts {
			if m.Destination == v.Path {
				c.Volumes[i].name = m.Name
			}
		}
		if c.Volumes[i].name == "" {
			return fault.Errorf(fault.DockerRequest, "container %s has no volume at %s, which it had: its image is another now", v.Container, v.Path)
		}
	}
	return nil
}

func (r *restoring) layers(ctx context.Context, c *Contents, from Source) error {
	for _, made := range c.Containers {
		if err := from.Read(made.part(), func(layer io.Reader) error { return made.restoreLayer(ctx, r.api, layer) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *restoring) contents(ctx context.Context, c *Contents, from Source) error {
	return from.Read(partVolumes, func(all io.Reader) error {
		return r.runOnVolumes(ctx, r.api, *c, engine.ProgramRun{Command: []string{"volumes", "write"}, In: io.TeeReader(all, &counted{doing: "loading volumes", report: r.report})}, r.report)
	})
}
