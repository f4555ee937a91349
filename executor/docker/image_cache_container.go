package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagecache"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Where the cache has its things in its container.
const (
	cacheDirectory = "/cache"
	cacheConfig    = "/etc/kaaslab-container/image-cache.json"
)

// cacheProbe asks the cache, in its container, whether it answers.
var cacheProbe = []string{engine.ProgramPath, "image-cache", "--probe", "--listen", spec.ImageCacheAddress}

// Check implements executor.Checker: without the program there is nothing to start.
func (h *ImageCaches) Check(context.Context, planner.Resource) []executor.Finding {
	path, err := h.program.Find()
	if err != nil {
		return []executor.Finding{executor.FindingOf(engine.ProgramName, orWithout(err))}
	}
	return []executor.Finding{{Check: engine.ProgramName, Verdict: executor.Fine, Found: path}}
}

// orWithout says what else to do where the program cannot be had. Others that need it have no such way.
func orWithout(err error) error {
	if fault.Of(err) != fault.NoContainerProgram {
		return err
	}
	return fmt.Errorf("%w; or leave imageCache out of the lab file", err)
}

// configOf is the configuration, as the cache reads it. It may find wrong what a lab file and nodes take.
func configOf(wanted planner.ImageCache) (imagecache.Config, error) {
	var config imagecache.Config
	for _, r := range wanted.Registries {
		config.Registries = append(config.Registries, imagecache.Registry{Host: r.Host, Mirrors: r.Mirrors, Username: r.Username, Password: string(r.Password)})
	}
	for _, authority := range wanted.CertificateAuthorities {
		config.CertificateAuthorities = append(config.CertificateAuthorities, string(authority.PEM))
	}
	if err := config.Check(); err != nil {
		return config, executor.Final(fault.Errorf(fault.DockerRequest, "the image cache cannot be told of registries in the lab file: %w; or leave imageCache out", err))
	}
	return config, nil
}

// readCache reads back what a cache was made with. A configuration that cannot be read is none, and is put right.
func readCache(ctx context.Context, api engine.API, there container.InspectResponse) planner.ImageCache {
	attrs := planner.ImageCache{Env: readEnv(there.Config.Env)}
	if on := slices.Sorted(maps.Keys(there.NetworkSettings.Networks)); len(on) > 0 {
		attrs.Network = on[0]
	}
	var config imagecache.Config
	text, err := engine.ReadFile(ctx, api, there.ID, cacheConfig)
	if err != nil || json.Unmarshal(text, &config) != nil {
		return attrs
	}
	for _, r := range config.Registries {
		attrs.Registries = append(attrs.Registries, planner.Registry{Host: r.Host, Mirrors: r.Mirrors, Username: r.Username, Password: planner.Hidden(r.Password)})
	}
	attrs.CertificateAuthorities = planner.CertificateAuthoritiesIn(config.CertificateAuthorities...)
	return attrs
}

// make makes the container and starts it. It has no privilege, and no port of the host.
func (h *ImageCaches) make(ctx context.Context, api engine.API, image string, wanted planner.ImageCache, config imagecache.Config) error {
	name := spec.ImageCacheName(h.lab.Name())
	made, err := api.ContainerCreate(ctx, &container.Config{
		Image: image, Labels: engine.Labels(h.lab, engine.ContainerMark(name)), Env: variables(wanted.Env),
		Entrypoint: []string{engine.ProgramPath, "image-cache", "--listen", spec.ImageCacheAddress, "--directory", cacheDirectory, "--config", cacheConfig},
	}, &container.HostConfig{
		NetworkMode: container.NetworkMode(wanted.Network), RestartPolicy: container.RestartPolicy{Name: container.RestartPolicyUnlessStopped},
		Mounts:  []mount.Mount{{Type: mount.TypeVolume, Source: cacheVolume(h.lab.Name()), Target: cacheDirectory}},
		CapDrop: []string{"ALL"}, SecurityOpt: []string{"no-new-privileges"},
	}, nil, nil, name)
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "create container %s: %w", name, err)
	}
	if err := h.prepare(ctx, api, made.ID, wanted.Network, config); err != nil {
		_ = engine.Remove(ctx, api, made.ID) // the error is what counts
		return err
	}
	return startCache(ctx, api, made.ID)
}

// prepare writes the configuration, and gives the container an address that none of the nodes has that do not run now.
func (h *ImageCaches) prepare(ctx context.Context, api engine.API, id, networkName string, config imagecache.Config) error {
	text, err := json.Marshal(config)
	if err == nil {
		err = engine.WriteFile(ctx, api, id, cacheConfig, text)
	}
	if err != nil {
		return err
	}
	on, err := engine.RequireNetwork(ctx, api, networkName, "apply")
	if err != nil {
		return err
	}
	if err := api.NetworkDisconnect(ctx, on.ID, id, true); err != nil {
		return fmt.Errorf("disconnect %s from network %s to fix its address: %w", id, on.Name, err)
	}
	return engine.ConnectHighest(ctx, api, on, id)
}

func startCache(ctx context.Context, api engine.API, id string) error {
	if err := api.ContainerStart(ctx, id, container.StartOptions{}); err != nil {
		return fault.Errorf(fault.DockerRequest, "start the image cache: %w", err)
	}
	return nil
}

func variables(env map[string]planner.Hidden) []string {
	var all []string
	for name, value := range env {
		all = append(all, name+"="+string(value))
	}
	slices.Sort(all)
	return all
}
