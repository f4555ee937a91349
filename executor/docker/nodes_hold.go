package docker

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Apply implements executor.Handler: it starts what is down, in the order in which it is needed, and fixes the addresses.
func (h *Nodes) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	c, err := h.mine(ctx, api, r.ID.Name)
	switch {
	case err != nil:
		return err
	case len(c.own) == 0:
		return fault.Errorf(fault.WrongClass, "no container of cluster %s has volume %s at %s; only the ClusterClass that kaaslab makes mounts it",
			r.ID.Name, engine.VolumeName(h.lab.Name()), spec.OwnerPath)
	}
	on, err := findPlace(ctx, api, r.Attrs.(planner.Nodes).Network)
	if err != nil {
		return err
	}
	if err := h.hold(ctx, api, c, on, report); err != nil {
		return err
	}
	return logins(r.Attrs.(planner.Nodes).Logins).renew(ctx, api, c, report)
}

// mine returns the containers of a cluster that is the lab's, or not there.
func (h *Nodes) mine(ctx context.Context, api engine.API, name string) (cluster, error) {
	clusters, err := h.clusters(ctx, api)
	if err != nil {
		return cluster{}, err
	}
	for _, c := range clusters {
		if c.name != name {
			continue
		}
		if owner := c.owner(h.lab.Name(), map[string]bool{name: true}); owner != h.lab.Name() {
			return c, fault.Errorf(fault.OthersOnDocker, "the containers of cluster %s (%s) belong to %s, not to lab %s", name, words.Some(engine.Names(c.others), words.Most), owner, h.lab.Name())
		}
		return c, nil
	}
	return cluster{name: name}, nil
}

func (h *Nodes) hold(ctx context.Context, api engine.API, c cluster, on place, report executor.Report) error {
	if on.Summary == nil {
		return fault.Errorf(fault.ContainersGone, "network %s is not there; apply again", on.name)
	}
	for _, node := range c.own {
		if err := holdOne(ctx, api, c, node, on, report); err != nil {
			return err
		}
	}
	return nil
}

func holdOne(ctx context.Context, api engine.API, c cluster, node container.Summary, on place, report executor.Report) error {
	there, err := api.ContainerInspect(ctx, node.ID)
	switch {
	case errdefs.IsNotFound(err):
		return nil // Cluster API has replaced it meanwhile
	case err != nil:
		return fmt.Errorf("look at container %s: %w", engine.Name(node), err)
	}
	if there.NetworkSettings.Networks[on.name] == nil {
		address, err := reconnect(ctx, api, c, node, on)
		if err != nil {
			return err
		}
		report(engine.Name(node) + " was disconnected from network " + on.name + ", it gets " + cmp.Or(address, "another address"))
	}
	if isDown(there) {
		report("starting " + engine.Name(node))
		if err := start(ctx, api, there, on.Summary); err != nil {
			return err
		}
	}
	// Its address is known only now, if it was not fixed before.
	if there, err = api.ContainerInspect(ctx, node.ID); err != nil {
		return fmt.Errorf("look at container %s: %w", engine.Name(node), err)
	}
	if on.pins {
		if err := engine.Pin(ctx, api, on.Summary, there); err != nil {
			return err
		}
	}
	return startWithDocker(ctx, api, there)
}

// startWithDocker comes after the address is fixed: a control plane that came up by itself with another one would throw the
// certificate of its API server away.
func startWithDocker(ctx context.Context, api engine.API, c container.InspectResponse) error {
	if startsWithDocker(c) {
		return nil
	}
	policy := container.RestartPolicy{Name: container.RestartPolicyUnlessStopped}
	_, err := api.ContainerUpdate(ctx, c.ID, container.UpdateConfig{RestartPolicy: policy})
	return wrap(err, "make container "+engine.NameOf(c)+" start with Docker")
}

// start names who has the address of a container that is stopped (hazard H44).
func start(ctx context.Context, api engine.API, c container.InspectResponse, n *network.Summary) error {
	err := api.ContainerStart(ctx, c.ID, container.StartOptions{})
	if err == nil || !strings.Contains(strings.ToLower(err.Error()), "address already in use") {
		return wrap(err, "start container "+engine.NameOf(c))
	}
	address := engine.FixedAddress(c.NetworkSettings.Networks[n.Name])
	holder, lookErr := engine.AddressHolder(ctx, api, n, address, c.ID)
	if lookErr != nil || holder == "" {
		return wrap(err, "start container "+engine.NameOf(c))
	}
	return fault.Errorf(fault.AddressTaken, "start container %s: container %s has taken its address %s on network %s; stop it or disconnect it (`docker network disconnect %s %s`), and apply again",
		engine.NameOf(c), holder, address, n.Name, n.Name, holder)
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
