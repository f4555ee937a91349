package docker

import (
	"bufio"
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
)

// balancerConfig is where Cluster API's Docker provider writes what a load balancer balances. It can be read from one that is
// stopped too.
const balancerConfig = "/usr/local/etc/haproxy/haproxy.cfg"

// claimBalancer finds out whose the load balancer is, which has no volume that would say so. Where all nodes of that name
// are the lab's, so is the load balancer. Where a stranger has the name too, it is the lab's if it balances a node of the
// lab, a stranger's if it balances others, and else it stays unproven.
func (h *Nodes) claimBalancer(ctx context.Context, api engine.API, c *cluster) error {
	switch {
	case len(c.balance) == 0:
		return nil
	case len(c.others) == 0:
		c.own = append(c.own, c.balance...)
		return nil
	case !c.proven || c.hasNodesOfAnotherLab(h.lab.Name()):
		c.others = append(c.others, c.balance...)
		return nil
	}
	servers, err := balanced(ctx, api, c.balance[0])
	switch {
	case err != nil:
		return err
	case len(servers) == 0:
		c.unproven = c.balance
	case namesAny(c.own, servers):
		c.own = append(c.own, c.balance...)
	default:
		c.others = append(c.others, c.balance...)
	}
	return nil
}

// hasNodesOfAnotherLab: then two labs share one load balancer, and neither may take it from the other.
func (c *cluster) hasNodesOfAnotherLab(lab string) bool {
	for _, node := range c.others {
		if owner := ownerOf(node); owner != "" && owner != lab {
			return true
		}
	}
	return false
}

// balanced lists the containers among which a load balancer distributes, with host and port of each, or none if it has not
// been told yet.
func balanced(ctx context.Context, api engine.API, balancer container.Summary) (map[string]string, error) {
	config, err := engine.ReadFile(ctx, api, balancer.ID, balancerConfig)
	switch {
	case errdefs.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	servers := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(config)); lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) > 2 && words[0] == "server" {
			servers[words[1]] = words[2]
		}
	}
	return servers, nil
}

func namesAny(list []container.Summary, servers map[string]string) bool {
	return slices.ContainsFunc(list, func(c container.Summary) bool { return servers[engine.Name(c)] != "" })
}

// unprovenError tells a person what only a person can decide.
func (c *cluster) unprovenError() error {
	if len(c.unproven) == 0 {
		return nil
	}
	name := engine.Name(c.unproven[0])
	return fault.Errorf(fault.OthersOnDocker, "nothing proves whose the load balancer %s is: it names no node of the lab, and %s, not the lab's, has the name of cluster %s as well; "+
		"remove it with `docker rm -f %s` if it is yours to remove, or else rename it with `docker rename`, and try again",
		name, words.Some(engine.Names(c.others), words.Most), c.name, name)
}

// madeAfter reports whether a container is younger than the lab's volume, which is made before anything that has a
// cluster's name. It is what is known of a load balancer that has no nodes yet, or none any more.
func madeAfter(c container.Summary, v *volume.Volume) bool {
	made, err := time.Parse(time.RFC3339, v.CreatedAt)
	return err == nil && c.Created >= made.Unix()
}

// madeForNetwork reports whether a container was made for a network that somebody has made, as all those of Cluster API are. That
// stays true of one that was taken off it.
func madeForNetwork(c container.Summary) bool {
	return container.NetworkMode(c.HostConfig.NetworkMode).IsUserDefined()
}
