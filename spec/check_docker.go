package spec

import (
	"path"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// markMount is where machines of a lab have its volume, by which kaaslab knows them.
const markMount = "/etc/kaaslab"

// holdSocket are the directories that hold Docker's socket. Who means to mount it says so by its name.
var holdSocket = []string{"/", "/var", "/var/run", "/run"}

// checkDocker refuses what only machines on Docker have where there are others.
func (r *reader) checkDocker(cluster, at *place, m *ManagementCluster, w *WorkloadCluster) {
	if w.ClusterClass != "" {
		return // refused already
	}
	for _, name := range onDocker {
		if r.has(at.key(name)) && !w.Infrastructure.OnDocker() && r.unbroken(cluster, "infrastructure") && m.Provider != "" {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "goes with infrastructure docker only, and this cluster has %s", infrastructureWords(w))
		}
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
		r.refuse(at.key("hostPath"), fault.WrongForm, "%s holds Docker's socket, and who has that is root on the host; mount what the machines need, or /var/run/docker.sock by its name", quote(mount.HostPath))
	}
	if into == markMount || strings.HasPrefix(into, markMount+"/") || into == path.Dir(markMount) {
		r.refuse(at.key("containerPath"), fault.WrongForm, "%s is where kaaslab marks its containers; take another path", quote(mount.ContainerPath))
	}
}
