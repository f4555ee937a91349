package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const containerdSocket = runtimeDir + "/containerd.sock"

const containerdConfig = `version = 2
root = "` + agentDir + `/containerd"
state = "` + runtimeDir + `/state"

[grpc]
  address = "` + containerdSocket + `"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10.2"
  # Lowering the score takes CAP_SYS_RESOURCE, which a node may lack.
  restrict_oom_score_adj = true
  tolerate_missing_hugetlb_controller = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "` + registriesDir + `"
`

// kubeletConfig is JSON, which is YAML: a kubelet reads both.
func (n *node) kubeletConfig() []byte {
	return fmt.Appendf(nil, `{
  "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
  "authentication": {"anonymous": {"enabled": false}, "webhook": {"enabled": true}, "x509": {"clientCAFile": %q}},
  "authorization": {"mode": "Webhook"},
  "cgroupDriver": "cgroupfs", "failCgroupV1": false, "failSwapOn": false,
  "clusterDNS": [%q], "clusterDomain": "cluster.local",
  "containerRuntimeEndpoint": "unix://%s",
  "evictionHard": {"imagefs.available": "0%%", "nodefs.available": "0%%", "nodefs.inodesFree": "0%%"},
  "imageGCHighThresholdPercent": 100,
  "serializeImagePulls": false
}`, agentFile("ca.crt"), n.clusterDNS, containerdSocket)
}

func (n *node) startContainerd(s *supervisor) error {
	if err := s.start(containerdEnv(os.Environ()), "containerd", "--config", agentFile("containerd.toml")); err != nil {
		return err
	}
	if err := s.until("containerd", func(context.Context) error { return s.ctr("version") }); err != nil {
		return err
	}
	logLine("Containerd is now running")
	return nil
}

func (s *supervisor) ctr(args ...string) error {
	return s.output("ctr", append([]string{"--address", containerdSocket, "--namespace", "k8s.io"}, args...)...)
}

// loadImages loads each archive once, as long as the node's data is kept.
func (n *node) loadImages(s *supervisor) error {
	for _, dir := range imageDirs {
		archives, err := filepath.Glob(filepath.Join(dir, "*.tar"))
		if err != nil {
			return err
		}
		for _, archive := range archives {
			mark := agentFile("loaded-" + strings.ReplaceAll(strings.Trim(archive, "/"), "/", "-"))
			if _, err := os.Stat(mark); err == nil {
				continue
			}
			if err := s.ctr("images", "import", "--no-unpack", archive); err != nil {
				return err
			}
			if err := os.WriteFile(mark, nil, 0o644); err != nil {
				return err
			}
			logLine("Imported images from %s", archive)
		}
	}
	return nil
}

func (n *node) startAgent(s *supervisor) error {
	kubelet := []string{
		"--kubeconfig=" + agentFile("kubelet.kubeconfig"), "--config=" + agentFile("kubelet.yaml"),
		"--hostname-override=" + n.name,
		"--node-labels=" + strings.Join(append([]string{"node.kubernetes.io/instance-type=k3s"}, n.nodeLabels...), ","),
		"--register-with-taints=" + strings.Join(n.nodeTaints, ","),
	}
	if err := s.start(nil, "kubelet", append(kubelet, n.extra("kubelet")...)...); err != nil {
		return err
	}
	// The limit belongs to the machine, a container may not set it.
	proxy := []string{
		"--kubeconfig=" + agentFile("kube-proxy.kubeconfig"), "--hostname-override=" + n.name,
		"--cluster-cidr=" + n.clusterCIDR, "--conntrack-max-per-core=0",
	}
	if err := s.start(nil, "kube-proxy", append(proxy, n.extra("kube-proxy")...)...); err != nil {
		return err
	}
	return s.start([]string{"NODE_NAME=" + n.name}, "cni", "--kubeconfig", agentFile("cni.kubeconfig"))
}
