package addons

import (
	"context"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// left is what profiles leave behind, or take back, that are on a cluster and do not select it any more. Profiles that are
// neither in the lab file nor in the plan are somebody else's.
func (o *outlook) left(ctx context.Context, c *cluster) []planner.Forecast {
	var all []planner.Forecast
	for _, name := range slices.Sorted(maps.Keys(o.management.has[c.Name])) {
		i := slices.IndexFunc(o.want.Lab.AddonProfiles, func(p spec.AddonProfile) bool { return p.Name == name })
		isKnown := i >= 0 && !o.selects(&o.want.Lab.AddonProfiles[i], c)
		if !isKnown && (i >= 0 || !o.plans(planner.Delete, planner.KindClusterProfile, name)) {
			continue
		}
		content := o.installed(c, name)
		content.withdraw(ctx, o.management.recordOf(c.Name, name), nil, c)
		if isKnown && o.want.Lab.AddonProfiles[i].StopMatchingBehavior == "LeavePolicies" {
			content.was = nil
			content.say("the profile does not select the cluster any more, and stopMatchingBehavior is LeavePolicies: what is there stays")
		}
		all = append(all, o.compared(ctx, name, c, content))
	}
	return all
}
