package colocation

import (
	"context"

	"github.com/docker/docker/api/types/container"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
)

var (
	nodes    = kube.Resource{Version: "v1", Kind: "Node", Plural: "nodes"}
	machines = kube.Resource{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "Machine", Plural: "machines", Namespaced: true}
)

// sight is what the management cluster and the daemon say of themselves.
type sight struct {
	client     *kube.Client
	api        engine.API
	endpoint   engine.Endpoint
	machine    engine.Machine
	boot       string // of the kernel that kaaslab runs on
	containers map[string]container.Summary
	nodes      []node
	machines   []machine
}

type node struct {
	Metadata kube.Meta `json:"metadata"`
	Status   struct {
		NodeInfo struct {
			BootID  string `json:"bootID"`
			OSImage string `json:"osImage"`
		} `json:"nodeInfo"`
	} `json:"status"`
}

type machine struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		ClusterName string `json:"clusterName"`
	} `json:"spec"`
}

// look takes four requests, however much there is.
func (p *Premise) look(ctx context.Context, e *engine.Engine) (*sight, error) {
	s := &sight{endpoint: e.Endpoint(), boot: p.boot(), containers: map[string]container.Summary{}}
	var err error
	if s.client, err = p.access.Client(); err != nil {
		return nil, err
	}
	if s.api, err = e.API(ctx); err != nil {
		return nil, err
	}
	if s.machine, err = e.Machine(ctx); err != nil {
		return nil, err
	}
	list, err := s.api.ContainerList(ctx, container.ListOptions{All: true})
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		s.containers[engine.Name(c)] = c
	}
	_, err = kube.List(ctx, s.client, nodes, kube.Query{}, func(n *node) { s.nodes = append(s.nodes, *n) })
	if unlessForbidden(err) != nil {
		return nil, err
	}
	_, err = kube.List(ctx, s.client, machines, kube.Query{}, func(m *machine) { s.machines = append(s.machines, *m) })
	if kube.WithoutKind(unlessForbidden(err)) != nil {
		return nil, err
	}
	return s, nil
}

// unlessForbidden takes it for no proof, and no error, that somebody may not look.
func unlessForbidden(err error) error {
	if apierrors.IsForbidden(err) {
		return nil
	}
	return err
}
