package spec

import "github.com/kaaslab/kaaslab/internal/fault"

// check runs what needs more than one value, or more than a pattern, to judge. Places that already have a problem are
// left alone, so that one mistake is reported once.
func (r *reader) check(lab *Lab) {
	r.checkHost(lab)
	r.checkManagement(lab)
	r.checkPorts(&lab.ManagementCluster)
	r.checkReach(lab)
	r.checkImageArchives(lab)
	r.checkPeering(lab)
	r.checkProfiles(lab)
	r.checkDependencies(lab.AddonProfiles)
	r.checkClusterNames(lab)
	for i := range lab.WorkloadClusters {
		r.checkWorkload(key("workloadClusters").item(i), lab, &lab.WorkloadClusters[i])
	}
	r.checkObjects(lab)
}

// unbroken says whether all of the keys were read without a problem, or are not there.
func (r *reader) unbroken(at *place, names ...string) bool {
	for _, name := range names {
		if r.isBroken(at.key(name)) {
			return false
		}
	}
	return true
}

// repeated reports every value of a list that was there before.
func (r *reader) repeated(at *place, values []string) {
	first := map[string]bool{}
	for i, value := range values {
		if value != "" && first[value] {
			r.refuse(at.item(i), fault.Duplicate, "%s is there twice; keep one", quote(value))
		}
		first[value] = true
	}
}
