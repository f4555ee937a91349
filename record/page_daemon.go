package record

import (
	"fmt"
	"time"
)

const daemonText = `## Strangers on a Docker daemon

On a real Docker daemon a lab was planned, made and destroyed among %d random populations of containers, volumes and networks of others, %d
in all: with names of the lab's things, with labels of Cluster API, of k3d, of another lab of that name and copies of the lab's, and some with the
lab's volume mounted. Of the lab, what needs no image was made: its volume and its network. In %d populations all of
that was made; in the others apply ended with the code of an error, for some of these stand in its way. Each thing of others was, to the last field of what Docker says of it, as before; and
when they had gone, nothing of the lab was left.

What nothing can tell from the lab's own is left out: a container that has both the label of one of its clusters and its volume at
` + "`/etc/kaaslab`" + `, and one made after the lab, on a network of somebody's, with name and labels of the load balancer of a cluster that the lab file
names and nobody has made: Cluster API makes its load balancer first, and writes nothing else on it.

Made on %s of commit %s, on %s, in %s, with seed %d.
`

// DaemonSection is the part of the page about strangers on a Docker daemon.
func DaemonSection(from Origin, seed uint64, made, strangers int, took time.Duration) string {
	return fmt.Sprintf(daemonText, populations, strangers, made, from.Date, from.Commit, from.Machine, took.Round(time.Second), seed)
}
