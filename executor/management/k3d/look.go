package k3d

import (
	"context"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// sight is what Docker has of one k3d cluster.
type sight struct {
	name    string
	servers []container.InspectResponse
	agents  []container.InspectResponse
	others  []container.InspectResponse // the load balancer, and helpers that k3d left
	network *network.Summary
	volumes []string

	registries  []planner.Registry // that its nodes use
	authorities []planner.CertificateAuthority

	whose     ownership.Whose
	each      map[string]ownership.Whose // of containers, by ID
	strangers []string                   // what is said of containers that only have the cluster's labels
}

// look reads what there is of the cluster of a name.
func look(ctx context.Context, api engine.API, name string) (sight, error) {
	s := sight{name: name}
	list, err := engine.Containers(ctx, api, "label", labelCluster+"="+name)
	if err != nil {
		return s, err
	}
	nodes, err := engine.Inspect(ctx, api, list)
	if err != nil {
		return s, err
	}
	for _, node := range nodes {
		s.add(node)
	}
	if s.network, err = engine.FindNetwork(ctx, api, networkName(name)); err != nil {
		return s, err
	}
	if s.volumes, err = volumesOf(ctx, api, name); err != nil || len(s.servers) == 0 {
		return s, err
	}
	if s.registries, err = readRegistries(ctx, api, s.servers[0]); err != nil {
		return s, err
	}
	s.authorities, err = readCertificateAuthorities(ctx, api, s.servers[0])
	return s, err
}

func (s *sight) add(node container.InspectResponse) {
	switch node.Config.Labels[labelRole] {
	case roleServer:
		s.servers = append(s.servers, node)
	case roleAgent:
		s.agents = append(s.agents, node)
	default:
		s.others = append(s.others, node)
	}
}

func volumesOf(ctx context.Context, api engine.API, name string) ([]string, error) {
	list, err := api.VolumeList(ctx, volume.ListOptions{Filters: filters.NewArgs(filters.Arg("label", labelCluster+"="+name))})
	if err != nil {
		return nil, fault.Errorf(fault.DockerRequest, "list volumes of k3d cluster %s: %w", name, err)
	}
	var names []string
	for _, v := range list.Volumes {
		names = append(names, v.Name)
	}
	return names, nil
}

// names lists the k3d clusters of a lab, by their nodes, and by the networks of those that have none yet.
func names(ctx context.Context, api engine.API, lab string) ([]string, error) {
	nodes, err := engine.Containers(ctx, api, "label", ownLabel(lab))
	if err != nil {
		return nil, err
	}
	networks, err := api.NetworkList(ctx, network.ListOptions{Filters: filters.NewArgs(filters.Arg("label", ownLabel(lab)))})
	if err != nil {
		return nil, fault.Errorf(fault.DockerRequest, "list networks of lab %s: %w", lab, err)
	}
	var found []string
	for _, node := range nodes {
		if name := node.Labels[labelCluster]; name != "" {
			found = append(found, name)
		}
	}
	for _, n := range networks {
		if name, ok := strings.CutPrefix(n.Name, networkName("")); ok && n.Labels[labelWanted] != "" {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

func (s sight) exists() bool {
	return len(s.servers)+len(s.agents)+len(s.others) > 0 || s.network != nil
}

// nodes lists the containers that run Kubernetes.
func (s sight) nodes() []container.InspectResponse { return slices.Concat(s.servers, s.agents) }

// named lists the nodes with these names.
func (s sight) named(names []string) []container.InspectResponse {
	return slices.DeleteFunc(s.nodes(), func(node container.InspectResponse) bool {
		return !slices.Contains(names, strings.TrimPrefix(node.Name, "/"))
	})
}

// containers lists every container of the cluster.
func (s sight) containers() []container.InspectResponse {
	return slices.Concat(s.servers, s.agents, s.others)
}

// begun reports whether the cluster has ever been started.
func (s sight) begun() bool { return slices.ContainsFunc(s.servers, hasRun) }

// hasRun is true also of one that was loaded, whose volumes are those of a server that has run.
func hasRun(c container.InspectResponse) bool {
	if c.Config.Labels[engine.LabelRestored] != "" {
		return true
	}
	return c.State != nil && c.State.StartedAt != "" && !strings.HasPrefix(c.State.StartedAt, "0001-")
}

func nodeNames(nodes []container.InspectResponse) []string {
	list := make([]string, len(nodes))
	for i, node := range nodes {
		list[i] = strings.TrimPrefix(node.Name, "/")
	}
	return list
}
