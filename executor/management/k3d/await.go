package k3d

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// AwaitReady pulls what is missing, starts what is stopped, and returns once the API server answers to the kubeconfig that
// it has written, with what has become of the pods since.
func (h *Handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.finish(ctx, r, report); err != nil {
		return err
	}
	api, s, wanted, err := h.open(ctx, r)
	if err != nil {
		return err
	}
	if err := h.hold(ctx, api, s); err != nil {
		return err
	}
	if len(s.down()) > 0 {
		report("starting")
		if err := h.library.Start(ctx, s.name, report); err != nil {
			return err
		}
	}
	if wanted.ImageArchives {
		if err := h.awaitImages(ctx, api, s, report); err != nil {
			return err
		}
	}
	return h.awaitAnswer(ctx, r, report)
}

// awaitImages has the nodes take in what the lab's volume has for them, as soon as each can: their pods ask for it from their beginning.
func (h *Handler) awaitImages(ctx context.Context, api engine.API, s sight, report executor.Report) error {
	for _, node := range s.nodes() {
		name := strings.TrimPrefix(node.Name, "/")
		report(name + " takes in archives of images")
		err := poll.Until(ctx, "images of "+name, h.times.poll, report, func(ctx context.Context) (string, error) {
			if err := engine.TakeImages(ctx, api, node, spec.ImagesForManagement); err != nil {
				return err.Error(), ctx.Err()
			}
			return "", nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// finish makes the containers that Apply could not make for want of an image.
func (h *Handler) finish(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, s, wanted, err := h.open(ctx, r)
	if err != nil || s.begun() {
		return err
	}
	wanted.APIPort = cmp.Or(wanted.APIPort, s.attrs().APIPort)
	if len(s.missing(wanted)) == 0 {
		return nil
	}
	if s.network == nil {
		return executor.Final(fault.Errorf(fault.ContainersGone, "the cluster is not there; it was removed while it was being made, apply again"))
	}
	for _, image := range h.library.Images(blueprint{Name: s.name, ManagementCluster: wanted}) {
		if err := h.engine.Pull(ctx, image, report); err != nil {
			return err
		}
	}
	return h.create(ctx, api, s, wanted, report)
}

// hold fixes what people do to containers: connections that were cut, addresses that were lost, as `docker network connect`
// does to them, and containers that do not start with Docker.
func (h *Handler) hold(ctx context.Context, api engine.API, s sight) error {
	for _, c := range s.disconnected() {
		address := &network.EndpointIPAMConfig{IPv4Address: c.Config.Labels[labelAddress]}
		if err := engine.Connect(ctx, api, s.network, c.ID, &network.EndpointSettings{IPAMConfig: address}); err != nil {
			return err
		}
	}
	for _, c := range s.leftDown() {
		policy := container.UpdateConfig{RestartPolicy: container.RestartPolicy{Name: container.RestartPolicyUnlessStopped}}
		if _, err := api.ContainerUpdate(ctx, c.ID, policy); err != nil {
			return fmt.Errorf("make container %s start with Docker: %w", engine.NameOf(c), err)
		}
	}
	if len(s.loose()) == 0 {
		return nil
	}
	for _, c := range s.containers() {
		if c.NetworkSettings.Networks[networkName(s.name)] == nil {
			continue
		}
		if err := engine.Pin(ctx, api, s.network, c); err != nil {
			return err
		}
	}
	return nil
}

func (h *Handler) awaitAnswer(ctx context.Context, r planner.Resource, report executor.Report) error {
	return poll.Until(ctx, "management cluster "+r.ID.Name, h.times.poll, report, func(ctx context.Context) (string, error) { return h.answers(ctx, r) })
}

// answers writes the kubeconfig and asks the API server. It says what is missing, or nothing.
func (h *Handler) answers(ctx context.Context, r planner.Resource) (string, error) {
	api, s, _, err := h.open(ctx, r)
	if err != nil {
		return "", err
	}
	if !s.exists() {
		return "", executor.Final(fault.Errorf(fault.ContainersGone, "management cluster %s is gone; apply again", r.ID.Name))
	}
	kubeconfig, err := h.read(ctx, api, s)
	if errors.Is(err, errObeyed) {
		return "", fmt.Errorf("kubeconfig of management cluster %s: %w", r.ID.Name, err)
	}
	if err != nil {
		return "waiting for its kubeconfig", ctx.Err()
	}
	if err := h.write(kubeconfig); err != nil {
		return "", err
	}
	if err := h.probe(ctx, kubeconfig); err != nil {
		return "waiting for its API server: " + err.Error(), ctx.Err()
	}
	old, err := h.fromBefore(ctx, kubeconfig, s)
	if err != nil {
		return "waiting for its workloads: " + err.Error(), ctx.Err()
	}
	return old, nil
}
