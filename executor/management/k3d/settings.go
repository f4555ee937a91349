package k3d

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/planner"
)

// settings is what a node is made with that Docker does not tell apart from what k3d adds, as a label of the node. Of the
// environment it has the names only: what is in a label shows everywhere.
type settings struct {
	Ports      []string `json:"ports,omitempty"`
	ServerArgs []string `json:"serverArgs,omitempty"`
	AgentArgs  []string `json:"agentArgs,omitempty"`
	Volumes    []string `json:"volumes,omitempty"`
	Env        []string `json:"env,omitempty"`
}

func settingsOf(m planner.ManagementCluster) settings {
	return settings{
		Ports: m.Ports, ServerArgs: m.ServerArgs, AgentArgs: m.AgentArgs, Volumes: m.Volumes,
		Env: slices.Sorted(maps.Keys(m.Env)),
	}
}

func (s settings) label() string {
	text, _ := json.Marshal(s) // lists of strings can be written
	return string(text)
}

// readSettings takes over what the label of a node says, and the values of its environment. A node of somebody else has
// no such label.
func readSettings(m *planner.ManagementCluster, node *container.Config) {
	var s settings
	_ = json.Unmarshal([]byte(node.Labels[labelSettings]), &s)
	m.Ports, m.ServerArgs, m.AgentArgs, m.Volumes = s.Ports, s.ServerArgs, s.AgentArgs, s.Volumes
	for _, variable := range node.Env {
		name, value, _ := strings.Cut(variable, "=")
		if !slices.Contains(s.Env, name) {
			continue
		}
		if m.Env == nil {
			m.Env = map[string]planner.Hidden{}
		}
		m.Env[name] = planner.Hidden(value)
	}
}
