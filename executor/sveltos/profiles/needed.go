package profiles

import (
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// refuseNeeded keeps what a profile of the lab installs from being deleted, for Sveltos would withdraw it from its clusters. A plan
// removes such a profile first, or changes it; one that was made from an old list may not know that a profile, such as one that was
// adopted, has come to need it. The profiles that are left by then are few.
func (h *handler) refuseNeeded(ctx context.Context, client *kube.Client, name string) error {
	if !h.of.Namespaced {
		return nil
	}
	var refused error
	_, err := kube.List(ctx, client, profileResource, kube.Query{Labels: planner.LabLabel + "=" + h.lab.Name()}, func(live *kube.Object) {
		meta := live.Meta()
		found, err := readSpec(*live)
		if err != nil || meta.DeletionTimestamp != "" || profileResource.Whose(meta, h.lab).Owner != h.lab.Name() {
			return
		}
		attrs := planner.ClusterProfile{HelmCharts: readCharts(found.HelmCharts, nil)}
		attrs.ConfigMaps, attrs.Secrets = readRefs(found.PolicyRefs)
		if profile := planner.ClusterProfileResource(meta.Name, attrs); slices.Contains(profile.Needs, h.id(name)) {
			refused = executor.Final(fault.Errorf(fault.StillInUse, "%s needs it, which the plan did not know; apply again", profile.ID))
		}
	})
	if err = kube.WithoutKind(err); err != nil {
		return err
	}
	return refused
}
