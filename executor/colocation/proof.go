package colocation

import (
	"bytes"
	"context"
	"encoding/pem"
	"os"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// authorities are where nodes have the certificate of their cluster's authority: of kubeadm, as in kind and in Cluster API's own
// machines, of k3s, as server and as agent, of minikube and of k0s.
var authorities = []string{
	"/etc/kubernetes/pki/ca.crt",
	"/var/lib/rancher/k3s/server/tls/server-ca.crt",
	"/var/lib/rancher/k3s/agent/server-ca.crt",
	"/var/lib/minikube/certs/ca.crt",
	"/var/lib/k0s/pki/ca.crt",
}

// mostCandidates is how many containers are looked into. One is enough, unless somebody has named others the same.
const mostCandidates = 8

// proof reports whether a container of the daemon is part of the management cluster, or was made by it.
func (s *sight) proof(ctx context.Context) (bool, error) {
	if s.isOfThisMachine() {
		return true, nil
	}
	if proven, err := s.hasNode(ctx); err != nil || proven {
		return proven, err
	}
	return s.hasMachine(ctx)
}

// isOfThisMachine is for a management cluster that runs in no container: on the very machine whose own daemon this is, or in the
// virtual machine of Docker Desktop, with its daemon.
func (s *sight) isOfThisMachine() bool {
	for _, n := range s.nodes {
		if _, contained := s.containers[n.Metadata.Name]; contained {
			continue
		}
		info := n.Status.NodeInfo
		if s.machine.Desktop && info.OSImage == "Docker Desktop" && n.Metadata.Name == s.machine.Info.Name {
			return true
		}
		usual := s.endpoint.Host == "unix:///var/run/docker.sock" || s.endpoint.Host == "unix:///run/docker.sock"
		if usual && s.machine.Here && s.boot != "" && info.BootID == s.boot && strings.EqualFold(n.Metadata.Name, s.machine.Info.Name) {
			return true
		}
	}
	return false
}

func (s *sight) hasNode(ctx context.Context) (bool, error) {
	var found []container.Summary
	for _, n := range s.nodes {
		if c, there := s.containers[n.Metadata.Name]; there && len(found) < mostCandidates {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return false, nil
	}
	var published struct {
		Data map[string]string `json:"data"`
	}
	err := s.client.Get(ctx, kube.ConfigMaps, "default", "kube-root-ca.crt", &published)
	switch {
	case kube.IsNotFound(err):
		return false, nil // a cluster that publishes nothing proves nothing
	case err != nil:
		return false, unlessForbidden(err)
	}
	return s.anyHas(ctx, found, []byte(published.Data["ca.crt"]))
}

// hasMachine looks at machines whose names are those of containers, one of each cluster.
func (s *sight) hasMachine(ctx context.Context) (bool, error) {
	looked := map[string]bool{}
	for _, m := range s.machines {
		c, there := s.containers[m.Metadata.Name]
		cluster := m.Metadata.Namespace + "/" + m.Spec.ClusterName
		if !there || looked[cluster] || len(looked) == mostCandidates {
			continue
		}
		looked[cluster] = true
		var authority struct {
			Data map[string][]byte `json:"data"`
		}
		err := s.client.Get(ctx, kube.Secrets, m.Metadata.Namespace, m.Spec.ClusterName+"-ca", &authority)
		if kube.IsNotFound(err) || unlessForbidden(err) == nil && err != nil {
			continue
		}
		if err != nil {
			return false, err
		}
		if proven, err := s.anyHas(ctx, []container.Summary{c}, authority.Data["tls.crt"]); err != nil || proven {
			return proven, err
		}
	}
	return false, nil
}

// anyHas reports whether a container has one of the certificates.
func (s *sight) anyHas(ctx context.Context, containers []container.Summary, authority []byte) (bool, error) {
	wanted := certificates(authority)
	for _, c := range containers {
		for _, path := range authorities {
			text, err := engine.ReadFile(ctx, s.api, c.ID, path)
			if errdefs.IsNotFound(err) {
				continue
			}
			if err != nil {
				return false, err
			}
			if share(wanted, certificates(text)) {
				return true, nil
			}
		}
	}
	return false, nil
}

func certificates(text []byte) [][]byte {
	var all [][]byte
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return all
		}
		all, text = append(all, block.Bytes), rest
	}
}

func share(a, b [][]byte) bool {
	for _, one := range a {
		for _, other := range b {
			if bytes.Equal(one, other) {
				return true
			}
		}
	}
	return false
}

// ownBoot names this boot of the kernel that kaaslab runs on, or nothing where that is not Linux.
func ownBoot() string {
	text, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(text))
}
