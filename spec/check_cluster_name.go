package spec

import "github.com/kaaslab/kaaslab/internal/fault"

// mostClusterName leaves room, in the 63 characters of a label and of a host name, for what Cluster API and kaaslab
// put behind a cluster's name: two random suffixes of machines, -lb, -kubeconfig.
const mostClusterName = 40

// mostClusters bounds a lab.
const mostClusters = 10_000

// checkClusterNames compares the names after counts have become clusters.
func (r *reader) checkClusterNames(lab *Lab) {
	taken, total := map[string]int{}, 0
	for i := range lab.WorkloadClusters {
		w, at := &lab.WorkloadClusters[i], key("workloadClusters").item(i)
		if w.Name == "" || !r.unbroken(at, "count", "name") {
			continue
		}
		before := total
		if total += max(w.Count, 1); total > mostClusters {
			if before <= mostClusters {
				r.refuse(at.key("count"), fault.OutOfBounds, "makes %d clusters in all; the most is %d", total, mostClusters)
			}
			continue
		}
		r.checkMembers(at, lab, i, taken)
	}
}

func (r *reader) checkMembers(at *place, lab *Lab, i int, taken map[string]int) {
	w := &lab.WorkloadClusters[i]
	for _, name := range memberNames(w) {
		if len(name) > mostClusterName {
			r.refuse(at.key("name"), fault.OutOfBounds, "count makes the name %s, which is %d characters long; the most is %d", name, len(name), mostClusterName)
			return
		}
		if name == lab.ManagementCluster.Name {
			r.refuse(at.key("name"), fault.Duplicate, "%s is the name of the management cluster; their kubeconfig files would be one", name)
			return
		}
		if other, found := taken[name]; found {
			r.refuse(at.key("name"), fault.Duplicate, "%s is already the name of %s; names must differ", memberWords(w, name), memberOf(lab, other))
			return
		}
		taken[name] = i
	}
}

func memberNames(w *WorkloadCluster) []string {
	if w.Count == 0 {
		return []string{w.Name}
	}
	names := make([]string, w.Count)
	for i := range names {
		names[i] = memberName(w.Name, i+1)
	}
	return names
}

func memberWords(w *WorkloadCluster, name string) string {
	if w.Count > 0 {
		return name + ", which count makes,"
	}
	return name
}

func memberOf(lab *Lab, i int) string {
	at := key("workloadClusters").item(i).String()
	if lab.WorkloadClusters[i].Count > 0 {
		return "a cluster that the count of " + at + " makes"
	}
	return at
}
