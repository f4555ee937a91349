package profiles

import (
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// carrierHandler handles ConfigMaps and Secrets that carry manifests to Sveltos.
type carrierHandler struct {
	*handler
}

var _ executor.Handler = (*carrierHandler)(nil)

// Delete asks for the object to be removed, unless a profile that stays needs it.
func (h *carrierHandler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	if err := h.refuseNeeded(ctx, client, r.ID); err != nil {
		return err
	}
	return h.handler.Delete(ctx, r, report)
}

// lookAtCarriers reads what carries manifests, wherever the lab has some. Of ConfigMaps and Secrets only those of the lab are read
// with what they hold: that of others is nobody's business here, and may be large, such as the releases that Helm keeps in Secrets.
func lookAtCarriers(ctx context.Context, client *kube.Client, of kube.Resource, v *view) error {
	homes := v.carrierHomes()
	for _, home := range homes {
		if err := list(ctx, client, of, kube.Query{Namespace: home, MetadataOnly: true}, v.addOthers); err != nil {
			return err
		}
	}
	own := planner.LabLabel + "=" + v.handler.lab.Name()
	err := list(ctx, client, of, kube.Query{Labels: own}, v.add)
	if err == nil || kube.Code(err) != fault.NotAllowed {
		return err
	}
	for _, home := range homes { // who may not read all namespaces is told of those that the lab file names
		if err := list(ctx, client, of, kube.Query{Namespace: home, Labels: own}, v.add); err != nil {
			return err
		}
	}
	return nil
}

// carrierHomes are the namespaces in which the lab wants something to carry manifests, and that of Sveltos.
func (v *view) carrierHomes() []string {
	homes := []string{planner.SveltosNamespace}
	for _, r := range v.want.Of(v.handler.content.kind()) {
		homes = append(homes, v.handler.content.at(planner.Resource{ID: r.ID}).namespace)
	}
	slices.Sort(homes)
	return slices.Compact(homes)
}

// list visits all objects that there are, which of a kind that is not known are none.
func list(ctx context.Context, client *kube.Client, of kube.Resource, query kube.Query, visit func(kube.Resource, *kube.Object)) error {
	_, err := kube.List(ctx, client, of, query, func(live *kube.Object) { visit(of, live) })
	return kube.WithoutKind(err)
}
