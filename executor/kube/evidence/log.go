package evidence

import (
	"context"
	"path"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// mostLines is how much of each log is read, from its end.
const mostLines = 5000

// atOnce bounds how many logs are read at the same time.
const atOnce = 8

// providerLabel is what clusterctl gives all that it installs.
const providerLabel = "cluster.x-k8s.io/provider"

// controllers are the namespaces of what a lab installs and clusterctl does not mark.
var controllers = map[string]bool{"projectsveltos": true, "cert-manager": true}

type pod struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Containers     []container `json:"containers"`
		InitContainers []container `json:"initContainers"`
	} `json:"spec"`
	Status struct {
		Statuses     []status `json:"containerStatuses"`
		InitStatuses []status `json:"initContainerStatuses"`
	} `json:"status"`
}

type container struct {
	Name string `json:"name"`
}

type status struct {
	Name         string `json:"name"`
	RestartCount int    `json:"restartCount"`
}

// Logs adds the ends of the logs of the cluster's pods, and of those that crashed before them.
func (c Cluster) Logs(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	var reads []func()
	_, err = kube.List(ctx, client, kube.Pods, kube.Query{}, func(p *pod) {
		if c.wants(p) {
			reads = append(reads, p.logs(ctx, client, into)...)
		}
	})
	inParallel(reads)
	return err
}

func (c Cluster) wants(p *pod) bool {
	return c.Own || p.Metadata.Labels[providerLabel] != "" || controllers[p.Metadata.Namespace]
}

func (p *pod) logs(ctx context.Context, client *kube.Client, into executor.Evidence) []func() {
	restarts := map[string]int{}
	for _, s := range append(p.Status.InitStatuses, p.Status.Statuses...) {
		restarts[s.Name] = s.RestartCount
	}
	var reads []func()
	for _, inner := range append(p.Spec.InitContainers, p.Spec.Containers...) {
		reads = append(reads, func() { p.log(ctx, client, inner.Name, false, into) })
		if restarts[inner.Name] > 0 {
			reads = append(reads, func() { p.log(ctx, client, inner.Name, true, into) })
		}
	}
	return reads
}

func (p *pod) log(ctx context.Context, client *kube.Client, container string, previous bool, into executor.Evidence) {
	name := path.Join("management/logs", p.Metadata.Namespace, p.Metadata.Name, container)
	if previous {
		name += ".previous"
	}
	text, err := client.Fetch(ctx, path.Join("/api/v1/namespaces", p.Metadata.Namespace, "pods", p.Metadata.Name, "log"), map[string]string{
		"container": container, "previous": strconv.FormatBool(previous), "tailLines": strconv.Itoa(mostLines), "timestamps": "true",
	})
	if err != nil {
		into.Missing(name, err)
		return
	}
	into.File(name+".log", text)
}

func inParallel(work []func()) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	for _, do := range work {
		all.Go(func() error { do(); return nil })
	}
	_ = all.Wait() // what could not be read is told where it is missing
}
