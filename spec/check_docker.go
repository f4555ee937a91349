package spec

import (
	"path"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// What kaaslab has in containers.
const (
	// OwnerPath is where nodes of a lab have its volume. Volume, path and Cluster API's own label together prove whose a container is,
	// when nobody is left to ask (hazard H1). One that has mounted the volume elsewhere is not the lab's.
	OwnerPath = "/etc/kaaslab"
	// DockerSocket is the path of the Docker socket, on the host and in nodes.
	DockerSocket = "/var/run/docker.sock"
)

// holdSocket are the directories that hold Docker's socket. Who means to mount it says so by its name.
var holdSocket = []string{"/", "/var", "/var/run", "/run"}

// checkDocker refuses what only machines on Docker have where there are others.
func (r *reader) checkDocker(cluster, at *place, m *ManagementCluster, w *WorkloadCluster) {
	if w.ClusterClass != "" {
		return // refused already
	}
	for _, name := range onDocker {
		r.onlyOn(InfrastructureDocker, cluster, at.key(name), m, w)
	}
}

// checkMachineParts looks at what is mounted and loaded into machines.
func (r *reader) checkMachineParts(at *place, mounts []Mount, images []string) {
	r.repeated(at.key("preLoadImages"), images)
	for i, image := range images {
		r.checkImage(at.key("preLoadImages").item(i), image)
	}
	first := map[string]int{}
	for i, mount := range mounts {
		r.checkMount(at.key("extraMounts").item(i), mount)
		into := path.Clean(mount.ContainerPath)
		if before, twice := first[into]; twice && mount.ContainerPath != "" {
			r.refuse(at.key("extraMounts").item(i).key("containerPath"), fault.Duplicate, "%s is already there, as item %d; keep one", quote(into), before)
			continue
		}
		first[into] = i
	}
}

func (r *reader) checkMount(at *place, mount Mount) {
	from, into := path.Clean(mount.HostPath), path.Clean(mount.ContainerPath)
	if slices.Contains(holdSocket, from) {
		r.refuse(at.key("hostPath"), fault.WrongForm, "%s holds Docker's socket, and who has that is root on the host; mount what the machines need, or %s by its name", quote(mount.HostPath), DockerSocket)
	}
	if into == OwnerPath || strings.HasPrefix(into, OwnerPath+"/") || into == path.Dir(OwnerPath) {
		r.refuse(at.key("containerPath"), fault.WrongForm, "%s is where kaaslab marks its containers; take another path", quote(mount.ContainerPath))
	}
}
