package spec

// The types of this file say of machines what a topology of Cluster API says of them, in its words. They go to Cluster API as they
// stand in the lab file, but for what topology.go of this package says otherwise.

// Metadata are labels and annotations.
type Metadata struct {
	// Labels. Cluster API brings those of node-role.kubernetes.io, node-restriction.kubernetes.io and node.cluster.x-k8s.io to the nodes.
	Labels map[string]string `json:"labels,omitempty" jsonschema:"example={\"node.cluster.x-k8s.io/tier\": \"gold\"}"`
	// Annotations. Cluster API brings those of node.cluster.x-k8s.io to the nodes.
	Annotations map[string]string `json:"annotations,omitempty" jsonschema:"example={\"node.cluster.x-k8s.io/rack\": \"r1\"}"`
}

// Mount is a file or a directory of the Docker host in machines.
type Mount struct {
	// Path on the host, or rather on the machine of the Docker daemon.
	HostPath string `json:"hostPath" jsonschema:"required,pattern=^/,maxLength=4096,example=/srv/data" meaning:"it must be an absolute path such as /srv/data"`
	// Path in the machine.
	ContainerPath string `json:"containerPath" jsonschema:"required,pattern=^/.,maxLength=4096,example=/data" meaning:"it must be an absolute path such as /data"`
	// Keeps machines from writing.
	ReadOnly bool `json:"readOnly,omitempty" jsonschema:"example=true"`
}

// LocalObject names an object of the same namespace.
type LocalObject struct {
	// Name of the object.
	Name string `json:"name" jsonschema:"required,minLength=1,maxLength=253,pattern=^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$,example=haproxy" meaning:"use lower-case letters, digits, '-' and '.', with a letter or digit at both ends"`
}

// Taint keeps pods from nodes that do not tolerate it.
type Taint struct {
	// Key, with or without a domain before it.
	Key string `json:"key" jsonschema:"required,minLength=1,maxLength=317,pattern=^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$,example=example.com/dedicated" meaning:"it must be a name such as dedicated or example.com/dedicated"`
	// Value.
	Value string `json:"value,omitempty" jsonschema:"minLength=1,maxLength=63,pattern=^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$,example=gpu" meaning:"use letters, digits, '-', '_' and '.', with a letter or digit at both ends"`
	// What becomes of pods that do not tolerate it.
	Effect string `json:"effect" jsonschema:"required,enum=NoSchedule,enum=PreferNoSchedule,enum=NoExecute,example=NoSchedule"`
	// Always puts the taint back when somebody takes it off a node, OnInitialization sets it when the node is new only.
	Propagation string `json:"propagation,omitempty" jsonschema:"enum=Always,enum=OnInitialization,default=Always,example=OnInitialization"`
}

// Deletion says how machines are deleted.
type Deletion struct {
	// Seconds that draining a node may take. 0 waits without end.
	NodeDrainTimeoutSeconds *int `json:"nodeDrainTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=300"`
	// Seconds that the volumes of a node may take to be detached. 0 waits without end.
	NodeVolumeDetachTimeoutSeconds *int `json:"nodeVolumeDetachTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=300"`
	// Seconds for which Cluster API tries to delete the node behind a machine. 0 tries without end; the default of Cluster API is 10.
	NodeDeletionTimeoutSeconds *int `json:"nodeDeletionTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=10"`
}

// PoolDeletion says how machines of a worker pool are deleted.
type PoolDeletion struct {
	// Which machines go first when the pool is scaled down.
	Order string `json:"order,omitempty" jsonschema:"enum=Random,enum=Newest,enum=Oldest,example=Oldest"`
	// Seconds that draining a node may take. 0 waits without end.
	NodeDrainTimeoutSeconds *int `json:"nodeDrainTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=300"`
	// Seconds that the volumes of a node may take to be detached. 0 waits without end.
	NodeVolumeDetachTimeoutSeconds *int `json:"nodeVolumeDetachTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=300"`
	// Seconds for which Cluster API tries to delete the node behind a machine. 0 tries without end; the default of Cluster API is 10.
	NodeDeletionTimeoutSeconds *int `json:"nodeDeletionTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=10"`
}

// Rollout says how the machines of a worker pool are replaced.
type Rollout struct {
	// Replaces all machines that are older than this time, once it has come.
	After string `json:"after,omitempty" jsonschema:"minLength=1,example=2026-12-01T00:00:00Z"`
	// How machines are replaced.
	Strategy RolloutStrategy `json:"strategy,omitzero" jsonschema:"example={\"type\": \"OnDelete\"}"`
}

// RolloutStrategy is how machines are replaced.
type RolloutStrategy struct {
	// RollingUpdate replaces machines by itself, OnDelete those that somebody deletes.
	Type string `json:"type" jsonschema:"required,enum=RollingUpdate,enum=OnDelete,example=RollingUpdate"`
	// How many machines at once. Only with RollingUpdate.
	RollingUpdate RollingUpdate `json:"rollingUpdate,omitzero" jsonschema:"example={\"maxSurge\": 2}"`
}

// RollingUpdate is how many machines are replaced at once.
type RollingUpdate struct {
	// How many machines there may be beyond the number of the pool: a number, or a percentage of it such as 25%.
	MaxSurge any `json:"maxSurge,omitempty" jsonschema:"oneof_type=integer;string,example=1"`
	// How many machines may be missing: a number, or a percentage such as 25%. Not 0 if maxSurge is 0.
	MaxUnavailable any `json:"maxUnavailable,omitempty" jsonschema:"oneof_type=integer;string,example=0"`
}

// HealthCheck says which machines are replaced because they are unhealthy.
type HealthCheck struct {
	// Whether there is a health check. false turns off the one that clusters on Docker have.
	Enabled *bool `json:"enabled,omitempty" jsonschema:"example=false"`
	// What makes a machine unhealthy.
	Checks HealthChecks `json:"checks,omitzero" jsonschema:"example={\"nodeStartupTimeoutSeconds\": 600}"`
	// How many machines may be unhealthy, and what replaces them, as Cluster API has it.
	Remediation map[string]any `json:"remediation,omitempty" jsonschema:"example={\"triggerIf\": {\"unhealthyLessThanOrEqualTo\": 2}}"`
}

// HealthChecks are what makes a machine unhealthy.
type HealthChecks struct {
	// Seconds that a machine may take to become a node. 0 waits without end.
	NodeStartupTimeoutSeconds *int `json:"nodeStartupTimeoutSeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=600"`
	// Conditions of nodes that are unhealthy when they last.
	UnhealthyNodeConditions []UnhealthyCondition `json:"unhealthyNodeConditions,omitempty" jsonschema:"example={\"type\": \"Ready\"\\, \"status\": \"False\"\\, \"timeoutSeconds\": 300}"`
	// Conditions of machines that are unhealthy when they last.
	UnhealthyMachineConditions []UnhealthyCondition `json:"unhealthyMachineConditions,omitempty" jsonschema:"example={\"type\": \"NodeReady\"\\, \"status\": \"False\"\\, \"timeoutSeconds\": 300}"`
}

// UnhealthyCondition is a condition that is unhealthy when it lasts.
type UnhealthyCondition struct {
	// Type of the condition.
	Type string `json:"type" jsonschema:"required,minLength=1,example=Ready"`
	// Status of the condition.
	Status string `json:"status" jsonschema:"required,enum=True,enum=False,enum=Unknown,example=Unknown"`
	// Seconds for which it has to last.
	TimeoutSeconds int `json:"timeoutSeconds" jsonschema:"required,minimum=0,maximum=2147483647,example=300"`
}

// Autoscaling are the bounds within which the Cluster Autoscaler, or somebody else, scales a pool.
type Autoscaling struct {
	// Least number of machines, which a new pool begins with.
	Min int `json:"min" jsonschema:"required,minimum=0,maximum=1000,example=1"`
	// Largest number of machines.
	Max int `json:"max" jsonschema:"required,minimum=1,maximum=1000,example=5"`
}
