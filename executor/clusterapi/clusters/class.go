package clusters

import (
	"context"
	"fmt"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// classes handles the ClusterClasses that kaaslab makes, one for each infrastructure that the lab uses.
type classes struct {
	access *kube.Access
	lab    *ownership.Lab
	parts  func(lab string, on spec.Infrastructure) (infrastructure.Class, error)
	kinds  []kube.Resource // of templates that may be there

	applied generations
}

var _ executor.Handler = (*classes)(nil)

func newClasses(access *kube.Access, lab *ownership.Lab) *classes {
	return &classes{access: access, lab: lab, parts: infrastructure.ClassOf, kinds: allTemplates}
}

// Apply makes the templates that are missing, and then the class that refers to them.
func (c *classes) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	rendered, err := c.render(r)
	if err != nil {
		return err
	}
	for _, t := range rendered.templates {
		if _, err := client.Apply(ctx, t.of, t.object, c.lab); err != nil {
			return err
		}
	}
	meta, err := client.Apply(ctx, topology.Classes, rendered.class, c.lab)
	if err == nil {
		c.applied.remember(r.ID, meta)
	}
	return err
}

func (c *classes) render(r planner.Resource) (rendering, error) {
	attrs := r.Attrs.(planner.ClusterClass)
	p, err := c.parts(c.lab.Name(), attrs.Infrastructure)
	if err != nil {
		return rendering{}, fmt.Errorf("ClusterClass %s: %w", r.ID.Name, err)
	}
	return render(r.ID.Name, attrs, p), nil
}

// AwaitReady waits until Cluster API has taken in the class, and then removes the templates that it no longer refers to.
// That is safe while clusters still roll out: Cluster API works on copies that it makes for each cluster, and reads the
// templates of a class only through what the class refers to now.
func (c *classes) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	rendered, err := c.render(r)
	if err != nil {
		return err
	}
	least := c.applied.least(r.ID)
	err = kube.Await(ctx, c.access, topology.Classes, kube.Namespace, r.ID.Name, func(live *liveClass) (bool, string, error) {
		waitsFor := live.waitsFor(r.ID.Name, least)
		return waitsFor == "", waitsFor, nil
	}, report)
	if err != nil {
		return err
	}
	return c.removeTemplates(ctx, r.ID.Name, rendered.has)
}

// Delete removes the class and its templates. Cluster API refuses that while clusters use the class.
func (c *classes) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	if err := client.Delete(ctx, topology.Classes, kube.Namespace, r.ID.Name, c.lab); err != nil {
		return stillUsed(err)
	}
	return c.removeTemplates(ctx, r.ID.Name, func(kube.Resource, string) bool { return false })
}

// AwaitGone waits until the class is gone. Templates have nothing to wait for.
func (c *classes) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return kube.AwaitGone(ctx, c.access, topology.Classes, kube.Namespace, r.ID.Name, c.lab, report)
}

// removeTemplates removes the templates of a class, except those to keep.
func (c *classes) removeTemplates(ctx context.Context, class string, keep func(kube.Resource, string) bool) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	for _, of := range c.kinds {
		var left []kube.Meta
		query := kube.Query{Namespace: kube.Namespace, Labels: c.selector() + "," + classLabel + "=" + class, MetadataOnly: true}
		_, err := kube.List(ctx, client, of, query, func(t *kube.Named) {
			if of.Whose(t.Metadata, c.lab).Owner == c.lab.Name() && !keep(of, t.Metadata.Name) {
				left = append(left, t.Metadata)
			}
		})
		if kube.WithoutKind(err) != nil {
			return err
		}
		for _, live := range left {
			if err := client.DeleteExactly(ctx, of, live); err != nil {
				return err
			}
		}
	}
	return nil
}

// copiedLabel is on everything that Cluster API makes for a cluster.
const copiedLabel = "topology.cluster.x-k8s.io/owned"

// selector selects the templates of the lab's classes. Cluster API copies a template, with its labels, for each cluster that
// uses it; the copies are Cluster API's, and machines hang on them.
func (c *classes) selector() string {
	return planner.LabLabel + "=" + c.lab.Name() + ",!" + copiedLabel
}

// generations remembers which generation of an object the last apply of this run made, so that a wait does not take the
// state before it for the state after it.
type generations struct {
	mu sync.Mutex
	of map[planner.ID]int64
}

func (g *generations) remember(id planner.ID, meta kube.Meta) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.of == nil {
		g.of = map[planner.ID]int64{}
	}
	g.of[id] = meta.Generation
}

func (g *generations) least(id planner.ID) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.of[id]
}
