package docker

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// ImageArchives handles archives of images: Docker loads them, the lab's volume keeps them for nodes to come, and nodes that run take them
// from there.
type ImageArchives struct {
	daemon
	atOnce
	engine *engine.Engine
	lab    *ownership.Lab
}

var _ executor.Handler = (*ImageArchives)(nil)

// NewImageArchives returns the handler of a lab's archives of images.
func NewImageArchives(e *engine.Engine, lab *ownership.Lab) *ImageArchives {
	return &ImageArchives{engine: e, lab: lab}
}

// Observe implements executor.Handler. It looks for the archives that the lab wants, with one request for each node and each image.
func (h *ImageArchives) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil || len(want.Lab.ImageArchives) == 0 {
		return nil, err
	}
	nodes, err := h.nodes(ctx, api)
	if err != nil {
		return nil, err
	}
	var observed []planner.Observed
	for _, r := range want.Of(planner.KindImageArchive) {
		there, err := h.look(ctx, api, r, nodes)
		if fault.Of(err) == fault.WrongArchive {
			continue // a lab can be looked at, and destroyed, without the file; whoever applies is told of it
		}
		if err != nil {
			return nil, err
		}
		if there.begun() {
			o := planner.Observed{Resource: r, Owner: planner.Unowned, Phase: planner.Ready}
			if o.Detail = there.lack(); o.Detail != "" {
				o.Phase = planner.NotReady
			}
			observed = append(observed, o)
		}
	}
	return observed, nil
}

// archiveNode is a node of the lab, and the archives that it has taken in.
type archiveNode struct {
	container.InspectResponse
	use   spec.ImageUse
	taken map[string]string
}

// nodes are those that are proven to be the lab's, without load balancers.
func (h *ImageArchives) nodes(ctx context.Context, api engine.API) ([]archiveNode, error) {
	all, err := NewEvidence(h.engine, h.lab, "").containers(ctx, api)
	if err != nil {
		return nil, err
	}
	var nodes []archiveNode
	for _, c := range all {
		switch labels := c.Config.Labels; {
		case isManagementNode(labels):
			nodes = append(nodes, archiveNode{InspectResponse: c, use: spec.ImagesForManagement})
		case labels[labelCluster] != "" && labels[labelRole] != roleLoadBalancer:
			nodes = append(nodes, archiveNode{InspectResponse: c, use: spec.ImagesForWorkload})
		}
	}
	errs := make([]error, len(nodes))
	engine.Each(len(nodes), func(i int) { nodes[i].taken, errs[i] = engine.TakenImages(ctx, api, nodes[i].ID) })
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

// archiveThere is what there is of an archive.
type archiveThere struct {
	imagearchive.Content
	absent  []string // images that Docker has not
	loads   bool     // Docker is to have them
	lacking []archiveNode
	having  int // nodes
}

func (h *ImageArchives) look(ctx context.Context, api engine.API, r planner.Resource, nodes []archiveNode) (archiveThere, error) {
	wanted := r.Attrs.(planner.ImageArchive)
	content, err := imagearchive.Read(wanted.Path)
	if err != nil {
		return archiveThere{}, err
	}
	there := archiveThere{Content: content, loads: wanted.Serves(spec.ImagesForDocker)}
	for _, node := range nodes {
		switch {
		case !wanted.Serves(node.use):
		case node.taken[r.ID.Name] == content.Digest:
			there.having++
		default:
			there.lacking = append(there.lacking, node)
		}
	}
	if there.loads {
		there.absent, err = absentImages(ctx, api, content.Images)
	}
	return there, err
}

func absentImages(ctx context.Context, api engine.API, names []string) ([]string, error) {
	found, errs := make([]bool, len(names)), make([]error, len(names))
	engine.Each(len(names), func(i int) { found[i], errs[i] = engine.HasImage(ctx, api, names[i]) })
	var absent []string
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if !found[i] {
			absent = append(absent, name)
		}
	}
	return absent, nil
}

// begun reports whether anybody has anything of the archive.
func (a archiveThere) begun() bool {
	return a.having > 0 || a.loads && len(a.absent) < max(len(a.Images), 1)
}

// lack says who lacks it, or nothing.
func (a archiveThere) lack() string {
	var lacks []string
	if len(a.absent) > 0 {
		lacks = append(lacks, "Docker lacks "+words.Some(a.absent, 3))
	}
	if len(a.lacking) > 0 {
		names := make([]string, len(a.lacking))
		for i, node := range a.lacking {
			names[i] = engine.NameOf(node.InspectResponse)
		}
		lacks = append(lacks, words.Some(names, 3)+" did not take it in")
	}
	return strings.Join(lacks, ", ")
}

// Apply leaves the work to AwaitReady: it takes its time, and what has come is kept when it is cut short.
func (h *ImageArchives) Apply(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	_, err := h.engine.API(ctx)
	return err
}

// AwaitReady gives the images to whoever lacks them.
func (h *ImageArchives) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	nodes, err := h.nodes(ctx, api)
	if err != nil {
		return err
	}
	there, err := h.look(ctx, api, r, nodes)
	if err != nil {
		return err
	}
	if len(there.absent) > 0 {
		if err := there.load(ctx, api, r, report); err != nil {
			return err
		}
	}
	if err := h.fill(ctx, api, r, there, report); err != nil {
		return err
	}
	return there.give(ctx, api, r, report)
}

func (a archiveThere) load(ctx context.Context, api engine.API, r planner.Resource, report executor.Report) error {
	file, err := os.Open(r.Attrs.(planner.ImageArchive).Path)
	if err != nil {
		return fault.Errorf(fault.WrongArchive, "load images: %w", err)
	}
	defer file.Close()
	return engine.Load(ctx, api, &engine.Metered{Reader: file, Total: a.Size, Doing: "Docker loads " + r.ID.Name, Report: report})
}

// fill puts the archive into the lab's volume, from which nodes take it.
func (h *ImageArchives) fill(ctx context.Context, api engine.API, r planner.Resource, a archiveThere, report executor.Report) error {
	wanted := r.Attrs.(planner.ImageArchive)
	uses := slices.DeleteFunc(slices.Clone(wanted.For), func(use spec.ImageUse) bool { return use == spec.ImagesForDocker })
	if len(uses) == 0 {
		return nil
	}
	volume, err := NewVolumes(h.engine, h.lab).own(ctx, api, engine.VolumeName(h.lab.Name()))
	if err == nil && volume == nil {
		err = fault.Errorf(fault.ContainersGone, "volume %s is not there; apply again", engine.VolumeName(h.lab.Name()))
	}
	if err != nil {
		return err
	}
	file, err := os.Open(wanted.Path)
	if err != nil {
		return fault.Errorf(fault.WrongArchive, "keep images for nodes: %w", err)
	}
	defer file.Close()
	filler, err := engine.NewFiller(ctx, api, h.lab.Name())
	if err != nil {
		return err
	}
	defer filler.Close(ctx)
	content := &engine.Metered{Reader: file, Total: a.Size, Doing: "keeping " + r.ID.Name + " for nodes", Report: report}
	return filler.Archive(ctx, r.ID.Name, a.Digest, content, a.Size, uses)
}

// give has nodes take it that run. One that is down is started by another step, and may lack it then: the next plan says so.
func (a archiveThere) give(ctx context.Context, api engine.API, r planner.Resource, report executor.Report) error {
	for _, node := range a.lacking {
		name := engine.NameOf(node.InspectResponse)
		if isDown(node.InspectResponse) {
			report(name + " does not run, and takes no images")
			continue
		}
		report(name + " takes in " + r.ID.Name)
		if err := engine.TakeImages(ctx, api, node.InspectResponse, node.use); err != nil {
			return err
		}
	}
	return nil
}

// Delete refuses to remove the images: they are nobody's, and no plan asks for it.
func (h *ImageArchives) Delete(_ context.Context, r planner.Resource, _ executor.Report) error {
	return fault.Errorf(fault.StillInUse, "the images of %s belong to nobody; remove them with `docker image rm`", r.ID.Name)
}
