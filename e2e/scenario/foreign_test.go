package scenario

import (
	"context"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// foreignLabel marks what belongs to nobody's lab.
const foreignLabel = "kaaslab-e2e.foreign"

// foreigner is a container that no lab may touch.
type foreigner struct{ name, id, network string }

// foreigners looks like a node of a cluster of kind, and is alone on a network
// of its own.
func (l *lab) foreigners(on, cluster string) []foreigner {
	l.Helper()
	alone := l.Name + "-foreign-network"
	l.makeNetwork(alone)
	return []foreigner{
		l.foreigner("foreign-node", on, map[string]string{kindCluster: cluster, "io.x-k8s.kind.role": "worker"}),
		l.foreigner("foreign-alone", alone, map[string]string{}),
	}
}

// namesake has the name of a cluster of the lab. It comes after the lab, which
// would take that name for used.
func (l *lab) namesake() foreigner {
	l.Helper()
	return l.foreigner("foreign-namesake", "bridge", map[string]string{kindCluster: l.Clusters[first].Name, "io.x-k8s.kind.role": "worker"})
}

func (l *lab) makeNetwork(name string) {
	l.Helper()
	if _, err := l.docker.NetworkCreate(l.Context(), name, network.CreateOptions{Driver: "bridge"}); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = l.docker.NetworkRemove(context.WithoutCancel(l.Context()), name) })
}

// networkOfTheUser is made as kind makes its own: without a subnet that would
// let addresses be fixed.
func (l *lab) networkOfTheUser() {
	l.Helper()
	if !l.hadKind {
		l.makeNetwork("kind")
	}
	l.hadKind = true
}

func (l *lab) foreigner(name, on string, labels map[string]string) foreigner {
	l.Helper()
	name, labels[foreignLabel] = l.Name+"-"+name, "true"
	made, err := l.docker.ContainerCreate(l.Context(),
		&container.Config{Image: imageset.K3dToolsImage, Entrypoint: []string{"sleep", "infinity"}, Labels: labels},
		&container.HostConfig{NetworkMode: container.NetworkMode(on)}, nil, nil, name)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() {
		_ = l.docker.ContainerRemove(context.WithoutCancel(l.Context()), name, container.RemoveOptions{Force: true})
	})
	l.start(made.ID)
	return foreigner{name, made.ID, on}
}

// startForeigners starts what nobody starts after the daemon was killed.
func (l *lab) startForeigners() {
	l.Helper()
	all, err := l.docker.ContainerList(l.Context(), container.ListOptions{All: true})
	if err != nil {
		l.Fatal(err)
	}
	for _, c := range all {
		if c.Labels[foreignLabel] != "" {
			l.start(c.ID)
		}
	}
}

// wantUntouched checks that the containers are the same, run, and are where
// they were.
func (l *lab) wantUntouched(foreign []foreigner) {
	l.Helper()
	for _, f := range foreign {
		c, err := l.docker.ContainerInspect(l.Context(), f.name)
		switch {
		case err != nil:
			l.Errorf("foreign container %s: %v", f.name, err)
		case c.ID != f.id || !c.State.Running || c.RestartCount > 0 || !c.HostConfig.RestartPolicy.IsNone():
			l.Errorf("foreign container %s was touched: %+v", f.name, c.State)
		case len(c.NetworkSettings.Networks) != 1 || c.NetworkSettings.Networks[f.network] == nil:
			l.Errorf("foreign container %s is not on network %s alone: %v", f.name, f.network, c.NetworkSettings.Networks)
		}
	}
}
