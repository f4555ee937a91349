package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// node is one server or agent.
type node struct {
	options
	authority *authority
}

func newNode(o options) (*node, error) {
	authority, err := newAuthority(o.token)
	if err != nil {
		return nil, err
	}
	return &node{options: o, authority: authority}, nil
}

// run returns when a program ends that should not, or ctx does.
func (n *node) run(ctx context.Context) error {
	s := newSupervisor(ctx)
	s.group.Go(func() error { return n.start(s) })
	return s.group.Wait()
}

func (n *node) start(s *supervisor) error {
	if err := n.writeAgentFiles(); err != nil {
		return err
	}
	if err := n.startContainerd(s); err != nil {
		return err
	}
	loaded := make(chan error, 1)
	go func() { loaded <- n.loadImages(s) }()
	if n.server {
		if err := n.startControlPlane(s); err != nil {
			return err
		}
	}
	if err := <-loaded; err != nil {
		return err
	}
	if err := n.startAgent(s); err != nil {
		return err
	}
	if err := s.until("the node", func(context.Context) error {
		return s.output("kubectl", "--kubeconfig", agentFile("cni.kubeconfig"), "get", "node", n.name)
	}); err != nil {
		return err
	}
	logLine("Successfully registered node %s", n.name)
	if !n.server {
		return nil
	}
	logLine("k3s is up and running")
	return n.keepManifests(s)
}

func agentFile(name string) string { return filepath.Join(agentDir, name) }

// writeAgentFiles writes what the programs of every node read. They are made
// anew at each start: nothing in them is worth keeping.
func (n *node) writeAgentFiles() error {
	for _, dir := range []string{agentDir, runtimeDir, "/var/lib/kubelet", "/etc/cni/net.d"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := os.WriteFile(agentFile("ca.crt"), n.authority.pem, 0o644); err != nil {
		return err
	}
	for _, client := range []struct{ file, name, group string }{
		{"kubelet.kubeconfig", "system:node:" + n.name, "system:nodes"},
		{"kube-proxy.kubeconfig", "system:kube-proxy", ""},
		{"cni.kubeconfig", "k3s-cni", "system:masters"},
	} {
		if err := n.authority.writeKubeconfig(agentFile(client.file), n.url, client.name, client.group); err != nil {
			return fmt.Errorf("access for %s: %w", client.name, err)
		}
	}
	if err := writeRegistries(); err != nil {
		return err
	}
	if err := os.WriteFile(agentFile("containerd.toml"), []byte(containerdConfig), 0o644); err != nil {
		return err
	}
	return os.WriteFile(agentFile("kubelet.yaml"), n.kubeletConfig(), 0o644)
}
