package infrastructure

import "github.com/kaaslab/kaaslab/spec"

// docker is for clusters whose machines are containers on the Docker host, in which kubeadm runs.
//
// Upstream's example mounts the Docker socket into control planes as well, for clusters that become management clusters.
// These do not, and whoever has the socket is root on the host (hazard H19), so nothing mounts it here.
func docker(lab string) Class {
	return Class{
		Cluster:             onDocker(map[string]any{"loadBalancer": map[string]any{}}),
		ControlPlane:        map[string]any{"spec": map[string]any{"kubeadmConfigSpec": dockerControlPlane()}},
		ControlPlaneMachine: onDocker(ownedBy(lab)),
		WorkerMachine:       onDocker(ownedBy(lab)),
		WorkerBootstrap:     map[string]any{"spec": map[string]any{"joinConfiguration": dockerRegistration()}},
		HealthCheck:         dockerHealthCheck(),
		Variables:           dockerVariables(),
		Patches:             dockerPatches(),
		MachinePool:         onDocker(ownedBy(lab)),
		MachinePoolPatches:  machinePoolPatches(),
		IPv6FirstPatch:      ipv6FirstPatch,
	}
}

func onDocker(settings map[string]any) map[string]any {
	return map[string]any{"spec": map[string]any{"backend": map[string]any{"docker": settings}}}
}

// ownedBy mounts the lab's volume. Docker takes a source without a slash for the name of a volume.
func ownedBy(lab string) map[string]any {
	return map[string]any{"extraMounts": []any{
		map[string]any{"hostPath": "kaaslab-" + lab, "containerPath": spec.OwnerPath, "readOnly": true},
	}}
}

// dockerControlPlane lets the API server's certificate hold on this host, where people reach it on a published port.
func dockerControlPlane() map[string]any {
	return map[string]any{
		"clusterConfiguration": map[string]any{"apiServer": map[string]any{"certSANs": []any{"localhost", "127.0.0.1"}}},
		"initConfiguration":    dockerRegistration(),
		"joinConfiguration":    dockerRegistration(),
	}
}

// dockerRegistration keeps the kubelet from evicting pods because the host's disk is full: all nodes share that disk, so
// none would be better. What else a node image needs, Cluster API's provider adds by itself.
func dockerRegistration() map[string]any {
	return map[string]any{"nodeRegistration": map[string]any{"kubeletExtraArgs": []any{
		map[string]any{"name": "eviction-hard", "value": "nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"},
	}}}
}

// startupSeconds is how long a machine may take to become a node. Cluster API does not try a kubeadm again that failed, so
// this is what such a failure costs. The time runs from when the machine was made, or the control plane came up: a busy
// machine of two cores needs two minutes, and what takes longer than that is the node image, which is pulled once and then
// there for the next machine.
const startupSeconds = int64(300)

// dockerHealthCheck replaces a machine that does not become a node, whose kubelet is gone for five minutes, or whose node
// does not get ready for twenty, which is time enough to pull a network add-on over a slow line. It replaces only one at a
// time: when more are down, the host was down, and then they come back as they were (hazard H44).
//
// The conditions of the machine itself are no use here: InfrastructureReady is False from the start until kubeadm is done,
// failed or not.
func dockerHealthCheck() map[string]any {
	unhealthy := func(status string, seconds int64) any {
		return map[string]any{"type": "Ready", "status": status, "timeoutSeconds": seconds}
	}
	return map[string]any{
		"checks": map[string]any{
			"nodeStartupTimeoutSeconds": startupSeconds,
			"unhealthyNodeConditions":   []any{unhealthy("Unknown", 300), unhealthy("False", 1200)},
		},
		"remediation": map[string]any{"triggerIf": map[string]any{"unhealthyLessThanOrEqualTo": int64(1)}},
	}
}
