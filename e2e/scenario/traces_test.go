package scenario

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/docker/docker/api/types/container"
)

// wantNothingLeft looks for the lab everywhere, and for what it only used.
func (l *lab) wantNothingLeft() {
	l.Helper()
	for _, c := range l.containers() {
		l.Errorf("container %s is left", nameOf(c))
	}
	for _, v := range l.volumes() {
		if !slices.Contains(l.hadVolumes, v) {
			l.Errorf("volume %s is left", v)
		}
	}
	if l.networkExists("k3d-" + l.management()) {
		l.Error("the network of k3d is left")
	}
	if l.networkExists("kind") != l.hadKind {
		l.Errorf("network kind: there before is %t, there after is %t", l.hadKind, !l.hadKind)
	}
	if left, _ := filepath.Glob(filepath.Join(l.state(), "kaaslab", l.Name, "*")); len(left) > 0 {
		l.Errorf("files %v are left", left)
	}
	if _, err := os.Stat(l.usersOwn()); !errors.Is(err, os.ErrNotExist) {
		l.Error("the user's own kubeconfig was written")
	}
}

// removeLeftovers removes what a broken program left, for the tests after
// this one. It only touches what has the lab's names.
func (l *lab) removeLeftovers() {
	ctx := context.WithoutCancel(l.Context())
	all, _ := l.docker.ContainerList(ctx, container.ListOptions{All: true})
	for _, c := range all {
		if l.owns(c.Labels) {
			_ = l.docker.ContainerRemove(ctx, c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
		}
	}
	_ = l.docker.VolumeRemove(ctx, "kaaslab-"+l.Name, true)
	_ = l.docker.VolumeRemove(ctx, "k3d-"+l.management()+"-images", true)
	_ = l.docker.NetworkRemove(ctx, "k3d-"+l.management())
}
