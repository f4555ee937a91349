package spec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ownFlags are flags of k3s that k3d sets by itself, or that would put a secret where everybody sees it.
var ownFlags = []string{
	"token", "token-file", "agent-token", "agent-token-file", "server", "cluster-init", "cluster-reset", "datastore-endpoint",
	"write-kubeconfig", "https-listen-port", "data-dir", "d", "t", "s", "o",
}

// ownVariables are those of the environment that k3d sets by itself.
var ownVariables = []string{"K3S_TOKEN", "K3S_URL", "K3S_KUBECONFIG_OUTPUT"}

// ownPaths are where kaaslab and k3d mount or write something in nodes.
var ownPaths = []string{OwnerPath, DockerSocket, "/run/docker.sock", "/k3d/images", "/etc/rancher/k3s", "/output"}

var (
	volumeForm   = regexp.MustCompile(`^(/[^:]*|[a-zA-Z0-9][a-zA-Z0-9_.-]*):(/[^:]+)(?::(?:ro|rw))?$`)
	variableForm = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

func (r *reader) checkK3d(at *place, m *ManagementCluster) {
	if m.Servers > 0 && m.Servers%2 == 0 {
		r.refuse(at.key("servers"), fault.EvenMembers, "%d is even; etcd needs an odd number of members, such as 1 or 3", m.Servers)
	}
	r.checkArgs(at.key("serverArgs"), m.ServerArgs)
	r.checkArgs(at.key("agentArgs"), m.AgentArgs)
	r.checkVolumes(at.key("volumes"), m.Volumes)
	for name := range m.Env {
		switch {
		case !variableForm.MatchString(name):
			r.refuseKey(at.key("env").key(name), fault.WrongForm, "is no name of a variable; use letters, digits and '_'")
		case slices.Contains(ownVariables, name):
			r.refuseKey(at.key("env").key(name), fault.ConflictingKeys, "is set by k3d itself; remove it")
		}
	}
	r.checkRegistries(at.key("registries"), m.Registries)
}

func (r *reader) checkArgs(at *place, args []string) {
	for i, arg := range args {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if slices.Contains(ownFlags, name) {
			r.refuse(at.item(i), fault.ConflictingKeys, "%s is for kaaslab and k3d to set; remove it", strings.SplitN(arg, "=", 2)[0])
		}
	}
}

func (r *reader) checkVolumes(at *place, volumes []string) {
	taken := map[string]bool{}
	for i, text := range volumes {
		parts := volumeForm.FindStringSubmatch(text)
		switch {
		case text == "":
		case parts == nil:
			r.refuse(at.item(i), fault.WrongForm, "%s: a volume is source:path or source:path:ro, where source is an absolute path or the name of a Docker volume", quote(text))
		case isOwnPath(parts[2]):
			r.refuse(at.item(i), fault.ConflictingKeys, "%s: kaaslab and k3d have something of their own at %s; choose another path", quote(text), parts[2])
		case taken[parts[2]]:
			r.refuse(at.item(i), fault.Duplicate, "%s: something is already mounted at %s", quote(text), parts[2])
		default:
			taken[parts[2]] = true
		}
	}
}

func isOwnPath(path string) bool {
	return slices.ContainsFunc(ownPaths, func(own string) bool {
		return path == own || strings.HasPrefix(path, own+"/") || strings.HasPrefix(own, strings.TrimSuffix(path, "/")+"/")
	})
}
