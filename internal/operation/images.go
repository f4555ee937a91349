package operation

import (
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/charts"
	clusterapi "github.com/kaaslab/kaaslab/executor/clusterapi/install"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	sveltos "github.com/kaaslab/kaaslab/executor/sveltos/install"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// ImageSources read what the parts of a lab are made of, without a cluster.
type ImageSources struct {
	// Nodes are the images of the management cluster's containers; nil where it has none.
	Nodes func(planner.ManagementCluster) []string
	// K3s are the images of what k3s itself runs, by its own image.
	K3s func(ctx context.Context, image string) ([]string, error)
	// ClusterAPI and Sveltos have the objects that they are installed with.
	ClusterAPI func(context.Context, planner.ClusterAPI, executor.Report) []clusterapi.Part
	Sveltos    func(planner.Sveltos) ([]map[string]any, error)
	// Repository has the files that ClusterAPI is installed from, by their paths there, and SveltosChart the chart of Sveltos.
	Repository   func(context.Context, planner.ClusterAPI, executor.Report) (map[string][]byte, error)
	SveltosChart func(planner.Sveltos) (*charts.Chart, error)
	// Chart gets a chart of an add-on.
	Chart func(context.Context, *spec.HelmChart) (*charts.Chart, error)
}

// Images lists the images that the lab pulls, with who asks for each. It looks at no cluster: it reads what the lab file names, and
// what its parts are installed with, which it downloads if it has to. What could not be read is in the list.
func (l *Lab) Images(ctx context.Context) (*images.List, error) {
	return l.imagesFrom(ctx, l.ImageSources)
}

func (l *Lab) imagesFrom(ctx context.Context, sources ImageSources) (*images.List, error) {
	c := &imageCollector{List: images.NewList(l.Spec.Name), lab: l.Spec, from: sources, report: l.Report}
	for _, r := range planner.Desired(l.Spec) {
		c.installed(ctx, r)
	}
	c.objectsOf(planner.ID{Kind: planner.KindManagementCluster, Name: l.Spec.ManagementCluster.Name}.String(), l.Spec.ManagementCluster.Files)
	for i := range l.Spec.WorkloadClusters {
		c.workloadCluster(&l.Spec.WorkloadClusters[i])
	}
	for i := range l.Spec.AddonProfiles {
		c.profile(ctx, &l.Spec.AddonProfiles[i])
	}
	return c.List, context.Cause(ctx)
}

// imageCollector puts a list together.
type imageCollector struct {
	*images.List
	lab    *spec.Lab
	from   ImageSources
	report executor.Report
}

// installed adds what kaaslab itself brings.
func (c *imageCollector) installed(ctx context.Context, r planner.Resource) {
	switch attrs := r.Attrs.(type) {
	case planner.ManagementCluster:
		c.management(ctx, r.ID.String(), attrs)
	case planner.ClusterAPI:
		for _, part := range c.from.ClusterAPI(ctx, attrs, c.report) {
			c.part(string(r.ID.Kind)+"/"+part.Label, part.Objects, part.Err)
		}
	case planner.Sveltos:
		objects, err := patiently(ctx, func() ([]map[string]any, error) { return c.from.Sveltos(attrs) })
		c.part(r.ID.String(), objects, err)
		for _, agent := range sveltos.Agents(attrs.Version, c.lab.AddonProfiles) {
			c.Add(agent, true, images.Asker{Resource: r.ID.String(), From: "agent of each workload cluster", For: agentsRun(attrs.Mode)})
		}
		c.Say(r.ID.String(), "its controllers name the agents, no chart does: other versions than "+spec.BuiltInSveltos+" may ask for them by a digest")
	}
}

func (c *imageCollector) part(resource string, objects []map[string]any, err error) {
	if err != nil {
		c.Miss(resource, err.Error())
	}
	for _, object := range objects {
		c.object(resource, "", object, true, spec.ImagesForManagement)
	}
}

// agentsRun is where Sveltos has its agents.
func agentsRun(mode spec.SveltosMode) spec.ImageUse {
	if mode == spec.SveltosCentralized {
		return spec.ImagesForManagement
	}
	return spec.ImagesForWorkload
}

// object adds what an object names.
func (c *imageCollector) object(resource, in string, object map[string]any, pulled bool, use spec.ImageUse) {
	from := in + kindAndName(object)
	for _, image := range images.In(object) {
		c.Add(image, pulled, images.Asker{Resource: resource, From: from, For: use})
	}
}

func kindAndName(object kube.Object) string {
	name := object.Name()
	if namespace := object.Namespace(); namespace != "" {
		name = namespace + "/" + name
	}
	return fmt.Sprintf("%v %s", object["kind"], name)
}

func (c *imageCollector) management(ctx context.Context, resource string, m planner.ManagementCluster) {
	switch {
	case m.Provider.Given():
		c.Say(resource, "it is there already: what runs in it is its owner's affair")
		return
	case c.from.Nodes == nil:
		c.Say(resource, "it is a process of this machine, and pulls nothing")
		return
	}
	for _, image := range c.from.Nodes(m) {
		from := "nodes"
		if image != m.Image {
			from = "load balancer"
		}
		c.Add(image, true, images.Asker{Resource: resource, From: from, For: spec.ImagesForDocker})
	}
	system, err := c.from.K3s(ctx, m.Image)
	if err != nil {
		c.Miss(resource, err.Error())
	}
	for _, image := range system {
		c.Add(image, !k3d.LeftOut(m.ServerArgs, image), images.Asker{Resource: resource, From: "what k3s runs", For: spec.ImagesForManagement})
	}
}

// objectsOf adds what objects of the management cluster name. It pulls nothing where no pod runs in it.
func (c *imageCollector) objectsOf(resource string, files []spec.ManifestFile) {
	pulled := !c.lab.ManagementCluster.Provider.Bare()
	for _, file := range files {
		for i, object := range file.Objects {
			c.object(resource, file.At(i)+": ", object, pulled, spec.ImagesForManagement)
		}
	}
}

// workloadCluster adds what the machines of an entry are made from.
func (c *imageCollector) workloadCluster(w *spec.WorkloadCluster) {
	resource := planner.ID{Kind: planner.KindWorkloadCluster, Name: w.Name}.String()
	c.objectsOf(resource, w.Files)
	switch {
	case w.Existing():
		c.Say(resource, "it is there already: what its nodes are made from is its owner's affair")
	case w.RawCluster():
		c.Say(resource, "it is described by its manifests: of its machines only those images are known that stand there")
	case w.ClusterClass != "":
		c.Say(resource, "its ClusterClass is not kaaslab's: of its machines only those images are known that stand in manifests")
	case w.Infrastructure.OnDocker():
		c.containers(resource, w)
	default:
		c.Say(resource, "its machines are simulated, and nothing is pulled for them")
	}
}

func (c *imageCollector) containers(resource string, w *spec.WorkloadCluster) {
	of := ""
	if w.Count > 0 {
		of = " of " + words.Plural(w.Count, "cluster")
	}
	add := func(image, fallback, from string) {
		if image == "" {
			image = fallback
		}
		c.Add(image, true, images.Asker{Resource: resource, From: from + of, For: spec.ImagesForDocker})
	}
	add(w.Image, spec.NodeImage(w.KubernetesVersion), "nodes")
	add(w.LoadBalancerImage, spec.BalancerImage, "load balancer")
	loaded := slices.Clone(w.ControlPlane.PreLoadImages)
	for _, pool := range w.Workers {
		loaded = append(loaded, pool.PreLoadImages...)
	}
	for _, image := range loaded {
		add(image, "", "preLoadImages")
	}
	c.Say(resource, "its node image holds what kubeadm runs: API server, controllers, etcd, kube-proxy, CoreDNS, pause and kindnet are not pulled")
}
