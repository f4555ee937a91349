package docker

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/spec"
)

// The labels that Cluster API's Docker provider gives its containers, as kind does.
const (
	labelCluster = "io.x-k8s.kind.cluster"
	labelRole    = "io.x-k8s.kind.role"

	roleLoadBalancer = "external-load-balancer"
	roleControlPlane = "control-plane"
)

// cluster is the containers that carry the name of one cluster.
type cluster struct {
	name    string
	lab     string // whose volume its nodes have, or nothing
	own     []container.Summary
	others  []container.Summary // of the same name, without the lab's volume
	proven  bool                // one of its nodes has the volume of the lab that looks
	balance []container.Summary // the load balancer, whosever it is

	unproven []container.Summary // a load balancer that may be the lab's or a stranger's
	young    bool                // the load balancer was made after the lab's volume, and for a network
}

// clusters lists the clusters on the host by what their containers say, with one list of them and a look at the lab's volume.
// Only a load balancer whose name containers of somebody else have too is looked into.
func (h *Nodes) clusters(ctx context.Context, api engine.API) ([]cluster, error) {
	list, err := engine.Containers(ctx, api, "label", labelCluster)
	if err != nil {
		return nil, err
	}
	mine, err := provenVolume(ctx, api, h.lab, engine.VolumeName(h.lab.Name()))
	if err != nil {
		return nil, err
	}
	byName := map[string]*cluster{}
	var names []string
	for _, c := range list {
		name := c.Labels[labelCluster]
		if byName[name] == nil {
			byName[name] = &cluster{name: name}
			names = append(names, name)
		}
		byName[name].add(c, h.lab.Name(), mine)
	}
	clusters := make([]cluster, len(names))
	for i, name := range names {
		if err := h.claimBalancer(ctx, api, byName[name]); err != nil {
			return nil, err
		}
		byName[name].sort()
		clusters[i] = *byName[name]
	}
	return clusters, nil
}

// add sorts in a container. The volume is the lab's, or nil if it has none.
func (c *cluster) add(node container.Summary, lab string, mine *volume.Volume) {
	owner := ownerOf(node)
	c.lab = cmp.Or(c.lab, owner)
	switch {
	case node.Labels[labelRole] == roleLoadBalancer && engine.Name(node) == c.name+"-lb":
		c.balance, c.young = append(c.balance, node), mine != nil && madeAfter(node, mine) && madeForNetwork(node)
	case owner == lab && mine != nil:
		c.own, c.proven = append(c.own, node), true
	default:
		c.others = append(c.others, node)
	}
}

// sort puts the lab's containers into the order in which they are started.
func (c *cluster) sort() {
	slices.SortStableFunc(c.own, func(a, b container.Summary) int {
		return cmp.Or(cmp.Compare(turn(a.Labels), turn(b.Labels)), cmp.Compare(a.Created, b.Created))
	})
}

// turn is when a container is started: the load balancer first, then the control plane. Those that were made first come
// first, so that addresses which were never fixed have a chance to be the same.
func turn(labels map[string]string) int {
	return slices.Index([]string{roleLoadBalancer, roleControlPlane, labels[labelRole]}, labels[labelRole])
}

// ownerOf is the lab whose volume a node has where the lab's nodes have it, or nothing. A container that has mounted the
// volume elsewhere is not a node of the lab.
func ownerOf(node container.Summary) string {
	for _, m := range node.Mounts {
		if lab, found := strings.CutPrefix(m.Name, engine.VolumeName("")); found && m.Destination == spec.OwnerPath {
			return lab
		}
	}
	return ""
}

// owner says whose the cluster is. A load balancer alone is that of a cluster that is just being made or removed: it is
// the lab's if the lab knows the name, and was there first.
func (c *cluster) owner(lab string, named map[string]bool) string {
	switch {
	case c.proven || len(c.others) == 0 && named[c.name] && c.young:
		return lab
	case c.lab != "" && c.lab != lab:
		return c.lab
	}
	return engine.AnotherOwner
}
