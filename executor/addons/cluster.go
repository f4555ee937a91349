package addons

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// cluster is a workload cluster that add-ons may go to.
type cluster struct {
	planner.Candidate
	version string
	client  *kube.Client // nil where the cluster is not there yet
	err     error        // why it cannot be read
}

// clusters are those that run add-ons: in-memory ones run none.
func (o *outlook) clusters() []cluster {
	var all []cluster
	for _, c := range o.want.Lab.Clusters() {
		if c.Infrastructure.RunsNothing() {
			continue
		}
		all = append(all, cluster{Candidate: candidateOf(c), version: c.KubernetesVersion})
	}
	return all
}

// candidateOf knows also the labels of a cluster of the user's own.
func candidateOf(c spec.WorkloadCluster) planner.Candidate {
	candidate := planner.CandidateOf(c)
	candidate.Labels = c.OwnLabels()
	return candidate
}

// connect makes the client of a cluster that is there and stays.
func (c *cluster) connect(o *outlook) {
	file := o.kubeconfig(c.Name)
	if file == "" || o.plans(planner.Create, planner.KindWorkloadCluster, c.Name) {
		return
	}
	c.client, c.err = kube.NewAccess(kube.Options{Kubeconfig: file, Own: true}).Client()
}

// look reads what the cluster has of an add-on.
func (c *cluster) look(ctx context.Context, of *content) (there, error) {
	have := there{live: map[key]kube.Object{}, before: of.before, was: of.was}
	if c.client == nil {
		return have, c.err
	}
	for _, w := range of.wanted {
		if err := c.read(ctx, w.object, have); err != nil {
			return there{}, err
		}
	}
	for _, was := range of.was {
		of := kube.Object{"apiVersion": was.apiVersion, "kind": was.key.kind, "metadata": map[string]any{"name": was.key.name, "namespace": was.key.namespace}}
		if err := c.read(ctx, of, have); err != nil {
			return there{}, err
		}
	}
	return have, nil
}

// read reads an object if it is there. Of a kind that the cluster does not know there is none.
func (c *cluster) read(ctx context.Context, object kube.Object, have there) error {
	name := keyOf(object)
	if _, known := have.live[name]; known {
		return nil
	}
	apiVersion, _ := object["apiVersion"].(string)
	of, err := c.client.ResourceFor(ctx, apiVersion, name.kind)
	if err != nil {
		return kube.WithoutUnknownKind(err)
	}
	var live kube.Object
	if err := c.client.Get(ctx, of, namespaceOf(object, of), name.name, &live); err != nil {
		if kube.IsNotFound(err) {
			return nil
		}
		return err
	}
	have.live[name] = live
	return nil
}

func namespaceOf(object kube.Object, of kube.Resource) string {
	if of.Namespaced && object.Namespace() == "" {
		return kube.Namespace
	}
	return object.Namespace()
}
