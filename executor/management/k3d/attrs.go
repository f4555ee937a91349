package k3d

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// attrs are the attributes of a cluster as it is. One that never ran is what it was to be: it is finished, or made again.
func (s sight) attrs() planner.ManagementCluster {
	if !s.begun() {
		if wanted, found := s.wanted(); found {
			return wanted
		}
	}
	m := planner.ManagementCluster{Provider: spec.ProviderK3d, Servers: len(s.servers), Agents: len(s.agents)}
	if len(s.servers) == 0 {
		return m
	}
	first := s.servers[0].Config
	m.Image, m.Registries, m.CertificateAuthorities = first.Image, s.registries, s.authorities
	m.APIPort, _ = strconv.Atoi(first.Labels[labelAPIPort])
	readSettings(&m, first)
	m.DockerSocket = slices.ContainsFunc(s.servers[0].Mounts, isSocket)
	return m
}

func isSocket(m container.MountPoint) bool { return m.Destination == spec.DockerSocket }

// wanted reads what the cluster was to be.
func (s sight) wanted() (planner.ManagementCluster, bool) {
	var m planner.ManagementCluster
	if s.network == nil || s.network.Labels[labelWanted] == "" {
		return m, false
	}
	err := json.Unmarshal([]byte(s.network.Labels[labelWanted]), &m)
	return m, err == nil
}

// missing lists the containers that a cluster of these attributes has and this one has not.
func (s sight) missing(m planner.ManagementCluster) []string {
	var wanted []string
	for i := range m.Servers {
		wanted = append(wanted, nodeName(s.name, roleServer, i))
	}
	for i := range m.Agents {
		wanted = append(wanted, nodeName(s.name, roleAgent, i))
	}
	if needsBalancer(m) {
		wanted = append(wanted, balancerName(s.name))
	}
	there := nodeNames(s.containers())
	return slices.DeleteFunc(wanted, func(name string) bool { return slices.Contains(there, name) })
}

// needsBalancer: without one there is one container less to start, and one hop less to the API server. k3d sends every port
// through it that does not say "direct".
func needsBalancer(m planner.ManagementCluster) bool {
	return m.Servers > 1 || slices.ContainsFunc(m.Ports, func(port string) bool { return !strings.HasSuffix(port, ":direct") })
}
