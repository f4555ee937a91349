package scenario

import (
	"context"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// foreignLabel marks what belongs to nobody's lab.
const foreignLabel = "kaaslab-e2e.foreign"

// foreigners are containers that no lab may touch. One looks like a node of a
// cluster of kind, the other is alone on a network of its own.
func (l *lab) foreigners(cluster string) (names []string) {
	l.Helper()
	alone := l.Name + "-foreign-network"
	if _, err := l.docker.NetworkCreate(l.Context(), alone, network.CreateOptions{}); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = l.docker.NetworkRemove(context.WithoutCancel(l.Context()), alone) })
	return []string{
		l.foreigner("foreign-node", "bridge", map[string]string{kindCluster: cluster, "io.x-k8s.kind.role": "worker"}),
		l.foreigner("foreign-alone", alone, map[string]string{}),
	}
}

func (l *lab) foreigner(name, on string, labels map[string]string) string {
	l.Helper()
	name, labels[foreignLabel] = l.Name+"-"+name, "true"
	_, err := l.docker.ContainerCreate(l.Context(),
		&container.Config{Image: imageset.K3sImage, Entrypoint: []string{"sleep", "infinity"}, Labels: labels},
		&container.HostConfig{NetworkMode: container.NetworkMode(on)}, nil, nil, name)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() {
		_ = l.docker.ContainerRemove(context.WithoutCancel(l.Context()), name, container.RemoveOptions{Force: true})
	})
	if err := l.docker.ContainerStart(l.Context(), name, container.StartOptions{}); err != nil {
		l.Fatal(err)
	}
	return name
}

// wantRunning checks that the containers were not touched.
func (l *lab) wantRunning(names []string) {
	l.Helper()
	for _, name := range names {
		c, err := l.docker.ContainerInspect(l.Context(), name)
		if err != nil {
			l.Errorf("foreign container %s: %v", name, err)
		} else if !c.State.Running || c.RestartCount > 0 || c.HostConfig.RestartPolicy.Name == "unless-stopped" {
			l.Errorf("foreign container %s was touched: %+v", name, c.State)
		}
	}
}
