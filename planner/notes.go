package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// notes lists what a person should know. A plan without steps has only what somebody has to see to outside the lab.
func (c *comparison) notes(d *drafts) []string {
	if c.desired == nil {
		return slices.Concat(c.leftAlone(), c.seen(d), c.left(), c.adopted(d), c.carriedOff(d))
	}
	if d.none() {
		return slices.Concat(c.leftAlone(), c.seen(d), c.adopted(d), keptInMemory(c.lab))
	}
	return slices.Concat(c.leftAlone(), c.seen(d), keptInMemory(c.lab), c.left(), c.adopted(d), c.carriedOff(d), c.unseen(d), c.rollouts(), dockerSocket(c.lab), socketMounted(c.lab), unpinned(d), c.withoutNetwork(), emulated(c.lab), simulated(c.lab), withoutKubeadm(c.lab))
}

// adopted names what the lab took over and does not want any more, and what stays with it.
func (c *comparison) adopted(d *drafts) []string {
	var notes []string
	for _, o := range c.there {
		if d.remove[o.Within] != nil {
			continue // nothing stays of what goes with its holder
		}
		if c.staysAdopted(o) {
			notes = append(notes, fmt.Sprintf("%s was adopted: it stays; `kaaslab forget %[1]s` lets go of it", o.ID))
		}
		if user, kept := c.kept[o.ID]; kept {
			notes = append(notes, fmt.Sprintf("%s stays as well: %s needs it", o.ID, user))
		}
	}
	slices.Sort(notes)
	return notes
}

// LeftAlone ends a note on what is somebody else's.
const LeftAlone = "; it is left alone"

// seen are the notes of what was observed, sorted by resource. What is somebody else's is left alone where it can be.
func (c *comparison) seen(d *drafts) []string {
	var noted []Observed
	for _, o := range c.there {
		if len(o.Notes) > 0 {
			noted = append(noted, o)
		}
	}
	slices.SortFunc(noted, func(a, b Observed) int { return compareIDs(a.ID, b.ID) })
	var notes []string
	for _, o := range noted {
		for _, note := range o.Notes {
			if text, others := strings.CutSuffix(note, LeftAlone); others && d.remove[o.Within] != nil {
				note = text + "; it goes with " + o.Within.String()
			}
			notes = append(notes, o.ID.String()+": "+note)
		}
	}
	return notes
}

// left names what the lab uses and does not own.
func (c *comparison) left() []string {
	var notes []string
	for _, o := range c.there {
		if o.Shared && o.Owner != c.lab.Name && o.Owner != Unowned {
			notes = append(notes, fmt.Sprintf("%s belongs to %s: it is used as it is%s, and stays when the lab goes", o.ID, o.Owner, c.unlike(o)))
		}
	}
	return notes
}

// unlike says in what the lab file asks for something else than what is used as it is.
func (c *comparison) unlike(o Observed) string {
	r, wanted := c.wanted[o.ID]
	if !wanted {
		return ""
	}
	var differences []string
	for _, change := range Diff(o.Attrs, r.Attrs) {
		differences = append(differences, fmt.Sprintf("%s %s and not %s", change.Field, change.Old, change.New))
	}
	if len(differences) == 0 {
		return ""
	}
	return " (" + strings.Join(differences, ", ") + ")"
}

// unseen says that a holder which is not ready hides what would be deleted.
func (c *comparison) unseen(d *drafts) []string {
	holder, exists := c.observed[managementID(c.lab)]
	if !exists || holder.Phase == Ready || d.remove[holder.ID] != nil {
		return nil
	}
	return []string{fmt.Sprintf("%s is not ready: what it holds and the lab file no longer names shows in the next plan", holder.ID)}
}

// about is a note that names the clusters of which something holds, if there are any. The format takes their names.
func about(clusters []spec.WorkloadCluster, format string, holds func(spec.WorkloadCluster) bool) []string {
	var names []string
	for _, cluster := range clusters {
		if holds(cluster) {
			names = append(names, cluster.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf(format, words.Some(names, words.Most))}
}

// dockerSocket says what Cluster API's Docker provider needs of the host (hazard H19).
func dockerSocket(lab *spec.Lab) []string {
	if !needsDockerSocket(lab) {
		return nil
	}
	return []string{"the Docker socket is mounted into the management cluster's nodes: who controls them is root on this host"}
}

// socketMounted names the clusters whose machines get Docker's socket, which says so by its path and nowhere else.
func socketMounted(lab *spec.Lab) []string {
	return about(lab.WorkloadClusters, "%s: the Docker socket is mounted into machines: who may run pods there is root on this host", func(cluster spec.WorkloadCluster) bool {
		mounts := cluster.ControlPlane.ExtraMounts
		for _, pool := range cluster.Workers {
			mounts = slices.Concat(mounts, pool.ExtraMounts)
		}
		return strings.Contains(fmt.Sprint(patchesOf(cluster).ClassPatches, mounts), "docker.sock")
	})
}

// withoutNetwork names new clusters that will hardly get ready: kubeadm brings no pod network (CNI), and without one nodes
// stay NotReady. Whether a profile brings one cannot be seen, but where none selects the cluster, none does.
func (c *comparison) withoutNetwork() []string {
	return about(c.lab.Clusters(), "no add-on profile selects %s: without a pod network (CNI), which kubeadm does not bring, nodes stay NotReady and apply waits in vain", func(cluster spec.WorkloadCluster) bool {
		return hasNodes(cluster) && c.outcomes[ID{KindWorkloadCluster, cluster.Name}].action == Create && !c.lab.AddonsReach(&cluster)
	})
}

// keptInMemory names the clusters of a lab that was made when clusters were in memory unless the lab file said something else.
func keptInMemory(lab *spec.Lab) []string {
	return about(lab.Clusters(), "%s: in memory, as all clusters without infrastructure were when this lab was made; write infrastructure: inMemory to say so, or simulated, which replaces a cluster by one with a real Kubernetes API", func(cluster spec.WorkloadCluster) bool {
		return cluster.LeavesOpen && cluster.Infrastructure != lab.ManagementCluster.Provider.Default()
	})
}

// simulated says what does not run for real.
func simulated(lab *spec.Lab) []string {
	if len(lab.AddonProfiles) == 0 || !lab.Has(spec.Infrastructure.RunsNothing) {
		return nil
	}
	return []string{"in-memory clusters run no pods: add-on profiles are matched to them, not installed"}
}

// withoutKubeadm names the clusters whose nodes kubeadm does not start, so that what is said to it has no effect on them.
func withoutKubeadm(lab *spec.Lab) []string {
	return about(lab.WorkloadClusters, "%s: kubeadm does not start the nodes of simulated and in-memory clusters: Cluster API takes kubeadmConfigSpec and replaces machines when it changes, and nothing acts on it", func(cluster spec.WorkloadCluster) bool {
		said := cluster.ControlPlane.KubeadmConfigSpec != nil || slices.ContainsFunc(cluster.Workers, func(pool spec.WorkerPool) bool { return pool.KubeadmConfigSpec != nil })
		return said && cluster.Infrastructure.Simulated()
	})
}

// unpinned says of what is downloaded that nobody has written down what it has to be.
func unpinned(d *drafts) []string {
	var notes []string
	for _, k := range []Kind{KindClusterAPI, KindSveltos} {
		for id, step := range d.apply {
			if id.Kind == k && (step.Action == Create || step.Action == Update) {
				notes = append(notes, unpinnedNote(step.Resource.Attrs)...)
			}
		}
	}
	return notes
}

func unpinnedNote(attrs Attrs) []string {
	switch a := attrs.(type) {
	case ClusterAPI:
		for _, p := range a.Providers {
			if a.Repository == "" {
				return []string{fmt.Sprintf("the components of provider %s %s, and of others that clusterAPI.providers names, are not pinned: they are taken as they are downloaded; clusterAPI.repository names a directory with files that you trust", p.Key(), p.Version)}
			}
		}
		if a.Repository == "" && !pinned.Releases.Has(pinned.ClusterAPI(a.Version)...) {
			return []string{fmt.Sprintf("the components of Cluster API %s and cert-manager %s are not pinned: this kaaslab does not know the SHA-256 of all of them and takes them as they are downloaded; clusterAPI.repository names a directory with files that you trust",
				a.Version, pinned.CertManager)}
		}
	case Sveltos:
		if a.Chart == "" && !pinned.Releases.Has(pinned.Sveltos(a.Version)) {
			return []string{fmt.Sprintf("the chart of Sveltos %s is not pinned: this kaaslab does not know its SHA-256 and takes it as its repository's index says; sveltos.chart names a chart that you trust", a.Version)}
		}
	}
	return nil
}
