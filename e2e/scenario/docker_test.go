package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
)

const kindCluster = "io.x-k8s.kind.cluster"

// containers are all of the lab, running or not, found by the labels of k3d
// and of Cluster API and not by those of kaaslab, in the order of their names.
func (l *lab) containers() []container.Summary {
	l.Helper()
	all, err := l.docker.ContainerList(l.Context(), container.ListOptions{All: true})
	if err != nil {
		l.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(c container.Summary) bool { return !l.owns(c.Labels) })
	slices.SortFunc(all, func(a, b container.Summary) int { return strings.Compare(nameOf(a), nameOf(b)) })
	return all
}

func (l *lab) owns(labels map[string]string) bool {
	if labels[foreignLabel] != "" {
		return false
	}
	return labels["k3d.cluster"] == l.management() ||
		slices.ContainsFunc(l.Clusters, func(c clusterSpec) bool { return c.Name == labels[kindCluster] })
}

// nodesOf are the containers of one workload cluster.
func (l *lab) nodesOf(cluster string) []container.Summary {
	l.Helper()
	return slices.DeleteFunc(l.containers(), func(c container.Summary) bool { return c.Labels[kindCluster] != cluster })
}

func nameOf(c container.Summary) string { return strings.TrimPrefix(c.Names[0], "/") }

// volumes are all that there are, for those of nodes have no name that tells
// whose they are.
func (l *lab) volumes() []string {
	l.Helper()
	found, err := l.docker.VolumeList(l.Context(), volume.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	var names []string
	for _, v := range found.Volumes {
		names = append(names, v.Name)
	}
	return names
}

func (l *lab) networkExists(name string) bool {
	l.Helper()
	_, err := l.docker.NetworkInspect(l.Context(), name, network.InspectOptions{})
	if err != nil && !errdefs.IsNotFound(err) {
		l.Fatal(err)
	}
	return err == nil
}

// attached reports whether a container is on a network.
func (l *lab) attached(name, network string) bool {
	l.Helper()
	c, err := l.docker.ContainerInspect(l.Context(), name)
	if err != nil {
		l.Fatal(err)
	}
	return c.NetworkSettings.Networks[network] != nil
}

func (l *lab) start(id string) {
	l.Helper()
	if err := l.docker.ContainerStart(l.Context(), id, container.StartOptions{}); err != nil {
		l.Fatal(fmt.Errorf("start %s: %w", id, err))
	}
}

// stop returns when the container has ended.
func (l *lab) stop(id string) {
	l.Helper()
	seconds := 10
	if err := l.docker.ContainerStop(l.Context(), id, container.StopOptions{Timeout: &seconds}); err != nil {
		l.Fatal(fmt.Errorf("stop %s: %w", id, err))
	}
}

func (l *lab) removeContainer(id string) {
	l.Helper()
	err := l.docker.ContainerRemove(l.Context(), id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if err != nil && !errdefs.IsNotFound(err) {
		l.Fatal(err)
	}
}
