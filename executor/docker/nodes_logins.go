package docker

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// logins are files with passwords, by their paths in nodes.
type logins map[string]planner.Hidden

// loginsOf are those that nodes of a cluster are to have.
func loginsOf(lab *spec.Lab, name string) logins {
	for _, cluster := range lab.Clusters() {
		if cluster.Name == name {
			return planner.NodeLogins(lab, cluster)
		}
	}
	return nil
}

// there are the files as nodes have them: of several that differ, the first that is not what it is to be. A node without the file was
// made before the lab had it, and is replaced for that by Cluster API.
func (l logins) there(ctx context.Context, api engine.API, nodes []container.InspectResponse) (map[string]planner.Hidden, error) {
	if len(l) == 0 {
		return nil, nil
	}
	differing, errs := make([]map[string]planner.Hidden, len(nodes)), make([]error, len(nodes))
	engine.Each(len(nodes), func(i int) { differing[i], errs[i] = l.differing(ctx, api, nodes[i]) })
	found := maps.Clone(l)
	for i := range nodes {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for path, content := range differing[i] {
			if found[path] == l[path] {
				found[path] = content
			}
		}
	}
	return found, nil
}

// differing are the files of a node that are not what they are to be, as they are. A load balancer has none.
func (l logins) differing(ctx context.Context, api engine.API, node container.InspectResponse) (map[string]planner.Hidden, error) {
	differing := map[string]planner.Hidden{}
	if node.Config.Labels[labelRole] == roleLoadBalancer {
		return differing, nil
	}
	for path, wanted := range l {
		content, err := engine.ReadFile(ctx, api, node.ID, path)
		switch {
		case errdefs.IsNotFound(err):
		case err != nil:
			return nil, err
		case !bytes.Equal(bytes.TrimSpace(content), []byte(strings.TrimSpace(string(wanted)))):
			differing[path] = planner.Hidden(content)
		}
	}
	return differing, nil
}

// RenewLogins gives the nodes of a cluster the passwords of the lab, if they have others. It is for a cluster that does not get ready
// without them.
func (h *Nodes) RenewLogins(ctx context.Context, lab *spec.Lab, name string, report executor.Report) error {
	wanted := loginsOf(lab, name)
	if len(wanted) == 0 {
		return nil
	}
	api, err := look(ctx, h.engine, lab)
	if executor.IsApart(err) {
		return nil // its nodes are on another daemon
	}
	if err != nil {
		return err
	}
	c, err := h.mine(ctx, api, name)
	if err != nil {
		return err
	}
	return wanted.renew(ctx, api, c, report)
}

// renew writes what differs into nodes, and has them read it. One that does not run reads it when it starts.
func (l logins) renew(ctx context.Context, api engine.API, c cluster, report executor.Report) error {
	if len(l) == 0 {
		return nil
	}
	nodes, err := engine.Inspect(ctx, api, c.own)
	if err != nil {
		return err
	}
	for _, node := range nodes {
		if err := l.renewOne(ctx, api, node, report); err != nil {
			return err
		}
	}
	return nil
}

func (l logins) renewOne(ctx context.Context, api engine.API, node container.InspectResponse, report executor.Report) error {
	differing, err := l.differing(ctx, api, node)
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(differing)) {
		report(engine.NameOf(node) + " gets another password, in " + path)
		if err := engine.WriteFile(ctx, api, node.ID, path, []byte(l[path])); err != nil {
			return err
		}
		if err := reload(ctx, api, node, path); err != nil {
			return err
		}
	}
	return nil
}

// done is what the command of reload says at its end.
const done = "done"

func reload(ctx context.Context, api engine.API, node container.InspectResponse, path string) error {
	command := planner.NodeReload(path)
	if command == "" || isDown(node) {
		return nil
	}
	said, err := engine.Output(ctx, api, node, "/bin/sh", "-c", command+" && echo "+done)
	if err == nil && !strings.HasSuffix(strings.TrimSpace(string(said)), done) {
		err = fault.Errorf(fault.DockerRequest, "%s: `%s` failed: %s", engine.NameOf(node), command, strings.TrimSpace(string(said)))
	}
	return err
}
