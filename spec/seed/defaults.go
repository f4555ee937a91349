package seed

import (
	"slices"
	"strings"
)

// defaults are what an API server and the webhooks of Cluster API write where nobody has said anything, by kind and path. The
// objects of the new lab get the same.
var defaults = map[string]map[string]any{
	kindControlPlane: {
		"spec.rolloutStrategy.type":                    "RollingUpdate",
		"spec.rolloutStrategy.rollingUpdate.maxSurge":  int64(1),
		"spec.rollout.strategy.type":                   "RollingUpdate",
		"spec.rollout.strategy.rollingUpdate.maxSurge": int64(1),

		"spec.kubeadmConfigSpec.initConfiguration.nodeRegistration.imagePullPolicy": "IfNotPresent",
		"spec.kubeadmConfigSpec.initConfiguration.nodeRegistration.imagePullSerial": true,
		"spec.kubeadmConfigSpec.joinConfiguration.nodeRegistration.imagePullPolicy": "IfNotPresent",
		"spec.kubeadmConfigSpec.joinConfiguration.nodeRegistration.imagePullSerial": true,
	},
	kindBootstrap: {
		"spec.template.spec.joinConfiguration.nodeRegistration.imagePullPolicy": "IfNotPresent",
		"spec.template.spec.joinConfiguration.nodeRegistration.imagePullSerial": true,
	},
	kindHealthCheck: {
		"spec.maxUnhealthy":                     "100%",
		"spec.nodeStartupTimeout":               "10m0s",
		"spec.checks.nodeStartupTimeoutSeconds": int64(600),
	},
	kindDeployment: {
		"spec.strategy.type":                                 "RollingUpdate",
		"spec.strategy.rollingUpdate.maxSurge":               int64(1),
		"spec.strategy.rollingUpdate.maxUnavailable":         int64(0),
		"spec.rollout.strategy.type":                         "RollingUpdate",
		"spec.rollout.strategy.rollingUpdate.maxSurge":       int64(1),
		"spec.rollout.strategy.rollingUpdate.maxUnavailable": int64(0),
		"spec.progressDeadlineSeconds":                       int64(600),
		"spec.revisionHistoryLimit":                          int64(1),
		"spec.minReadySeconds":                               int64(0),
	},
}

// takeDefaults takes what says what is so in any case.
func (o *object) takeDefaults() {
	for path, value := range defaults[o.kind] {
		o.same(value, strings.Split(path, ".")...)
	}
}

// endpoint takes the address of an API server, which the provider writes down once there is one.
func (c *conversion) endpoint(o *object) {
	if host, _ := o.look("spec", "controlPlaneEndpoint", "host").(string); host != "" {
		c.change("%s: its address %s was the old cluster's, and the new one gets its own", o, host)
		o.take("spec", "controlPlaneEndpoint")
		return
	}
	o.same("", "spec", "controlPlaneEndpoint", "host")
	for _, port := range []int64{0, 6443} { // of v1beta1, and of v1beta2
		o.same(port, "spec", "controlPlaneEndpoint", "port")
	}
}

// ofControllers are labels that controllers of Cluster API set by themselves.
var ofControllers = []string{
	clusterNameLabel, "cluster.x-k8s.io/deployment-name", "cluster.x-k8s.io/set-name", "cluster.x-k8s.io/pool-name",
	"cluster.x-k8s.io/control-plane", "cluster.x-k8s.io/control-plane-name",
}

// isOfControllers reports whether nobody has to carry a label over, as whose it is sets it again.
func isOfControllers(label string) bool {
	return strings.HasPrefix(label, ownDomain) || strings.HasPrefix(label, "topology.cluster.x-k8s.io/") || slices.Contains(ofControllers, label)
}
