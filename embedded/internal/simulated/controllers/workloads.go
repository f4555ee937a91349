package controllers

import (
	"context"
	"time"

	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/kubernetes/pkg/controller/cronjob"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/endpoint"
	"k8s.io/kubernetes/pkg/controller/endpointslice"
	"k8s.io/kubernetes/pkg/controller/endpointslicemirroring"
	"k8s.io/kubernetes/pkg/controller/job"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/replication"
	"k8s.io/kubernetes/pkg/controller/statefulset"
	"k8s.io/kubernetes/pkg/controller/ttlafterfinished"
)

const (
	// batch is how long endpoints wait for further changes.
	batch = 500 * time.Millisecond
	// slice is how many endpoints one EndpointSlice holds, as upstream has it.
	slice = 100
	// mirrored is how many addresses of Endpoints that users made get a slice, as upstream has it.
	mirrored = 1000
)

func (c *Controllers) workloads(ctx context.Context) error {
	core, apps := c.full.Core().V1(), c.full.Apps().V1()
	deployments, err := deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(), c.kube)
	if err != nil {
		return err
	}
	daemons, err := daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(), core.Nodes(),
		c.kube, flowcontrol.NewBackOff(time.Second, 15*time.Minute))
	if err != nil {
		return err
	}
	replicas := replicaset.NewReplicaSetController(ctx, apps.ReplicaSets(), core.Pods(), c.kube, replicaset.BurstReplicas)
	stateful := statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(), core.PersistentVolumeClaims(), apps.ControllerRevisions(), c.kube)
	c.workers(deployments.Run)
	c.workers(replicas.Run)
	c.workers(daemons.Run)
	c.workers(stateful.Run)
	c.workers(replication.NewReplicationManager(ctx, core.Pods(), core.ReplicationControllers(), c.kube, replication.BurstReplicas).Run)
	return nil
}

func (c *Controllers) jobs(ctx context.Context) error {
	batches := c.full.Batch().V1()
	jobs, err := job.NewController(ctx, c.kube, c.full.Core().V1().Pods(), batches.Jobs(), nil, nil)
	if err != nil {
		return err
	}
	cron, err := cronjob.NewControllerV2(ctx, batches.Jobs(), batches.CronJobs(), c.kube)
	if err != nil {
		return err
	}
	c.workers(jobs.Run)
	c.workers(cron.Run)
	c.workers(ttlafterfinished.New(ctx, batches.Jobs(), c.kube).Run)
	return nil
}

func (c *Controllers) services(ctx context.Context) error {
	core := c.full.Core().V1()
	c.workers(endpointslice.NewController(ctx, core.Pods(), core.Services(), core.Nodes(), c.full.Discovery().V1().EndpointSlices(),
		slice, c.kube, batch).Run)
	c.workers(endpointslicemirroring.NewController(ctx, core.Endpoints(), c.full.Discovery().V1().EndpointSlices(), core.Services(),
		mirrored, c.kube, batch).Run)
	c.workers(endpoint.NewEndpointController(ctx, core.Pods(), core.Services(), core.Endpoints(), c.kube, batch).Run)
	return nil
}
