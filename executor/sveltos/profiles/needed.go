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
func (h *carrierHandler) refuseNeeded(ctx context.Context, client *kube.Client, id planner.ID) error {
	var refused error
	judge := func(of kube.Resource, live *kube.Object) {
		meta := live.Meta()
		found, err := readSpec(*live)
		if err != nil || meta.DeletionTimestamp != "" || of.Whose(meta, h.lab).Owner != h.lab.Name() {
			return
		}
		attrs := planner.ClusterProfile{Namespace: meta.Namespace, HelmCharts: readCharts(found.HelmCharts, nil)}
		attrs.ConfigMaps, attrs.Secrets = readRefs(found.PolicyRefs, found.home)
		if profile := planner.ClusterProfileResource(meta.Name, attrs); slices.Contains(profile.Needs, id) {
			refused = executor.Final(fault.Errorf(fault.StillInUse, "%s needs it, which the plan did not know; apply again", profile.ID))
		}
	}
	for _, of := range []kube.Resource{kube.ClusterProfiles, kube.Profiles} {
		if err := list(ctx, client, of, kube.Query{Labels: planner.LabLabel + "=" + h.lab.Name()}, judge); err != nil {
			return err
		}
	}
	return refused
}
