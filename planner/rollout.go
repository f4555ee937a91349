package planner

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/words"
)

// rollout is what a plan does to the machines of a cluster that stays.
type rollout struct {
	there, wanted WorkloadCluster
	upgrade       []string // the versions that the control plane goes through
	all           bool     // the machines change for another reason than their version
	some          reach    // some of them do
	maybe         bool     // whether they do depends on what nobody knows before
}

// reach is which machines of a cluster a change of its class may reach.
type reach struct {
	all, controlPlane, workers bool
	pools                      map[string]bool
	balancer                   bool // it changes in place
}

// rollouts say of each cluster how many machines are replaced, in which order and how many at once: once for all that are alike.
func (c *comparison) rollouts() []string {
	var texts []string
	names, containers := map[string][]string{}, c.withNodes()
	for _, r := range c.desired {
		wanted, ok := r.Attrs.(WorkloadCluster)
		there, exists := c.observed[r.ID]
		if !ok || !exists || wanted.Existing || c.outcomes[r.ID].renewed || c.goes(there) {
			continue
		}
		text := c.rollout(r.ID.Name, there.Attrs.(WorkloadCluster), wanted).text(containers[r.ID.Name])
		if text == "" {
			continue
		}
		if names[text] == nil {
			texts = append(texts, text)
		}
		names[text] = append(names[text], r.ID.Name)
	}
	for i, text := range texts {
		each := ""
		if len(names[text]) > 1 {
			each = "each "
		}
		texts[i] = words.Some(names[text], words.Most) + ": " + each + text
	}
	return texts
}

func (c *comparison) rollout(name string, there, wanted WorkloadCluster) rollout {
	r := rollout{there: there, wanted: wanted}
	if there.KubernetesVersion != wanted.KubernetesVersion {
		r.upgrade = wayOf(there.KubernetesVersion, wanted.KubernetesVersion, c.listedVersions(wanted))
	}
	r.some, _ = c.classChanges(wanted, name)
	r.all = r.some.all || !sameValues(there.Variables, wanted.Variables)
	r.maybe = r.all || r.some.machines()
	r.all = r.all || there.Image != wanted.Image
	return r
}

// classChanges says which machines of a cluster a class reaches that gets other content than what leaves them as they are, and which
// class that is. What of it makes other machines, Cluster API knows.
func (c *comparison) classChanges(wanted WorkloadCluster, cluster string) (reach, ID) {
	found, changed := reach{pools: map[string]bool{}}, ID{}
	for _, id := range []ID{{KindClusterClass, wanted.ClusterClass}, wanted.writtenClass()} {
		r, isWanted := c.wanted[id]
		if !isWanted || c.decide(r).action != Update {
			continue
		}
		found.all = found.all || slices.ContainsFunc(c.decide(r).changes, func(change Change) bool {
			return !leavesMachines(change.Field)
		})
		there, _ := c.observed[id].Attrs.(ClusterClass)
		then, _ := r.Attrs.(ClusterClass)
		found.add(there.patchesFor(cluster), then.patchesFor(cluster))
		changed = id
	}
	return found, changed
}

// leavesMachines reports whether a change of this field of a class reaches no machine: it says what else clusters can have. Patches are
// looked at one by one.
func leavesMachines(field string) bool {
	return strings.HasPrefix(field, "patches[") || strings.Contains(field, "kubernetesVersions") || field == "machinePools" || field == "ipv6First"
}

func (r reach) machines() bool { return r.all || r.controlPlane || r.workers || len(r.pools) > 0 }

// targetsOf are the templates that either of two entries patches.
func targetsOf(entries ...ClassPatches) (targets []string) {
	for _, e := range entries {
		targets = append(targets, e.Targets()...)
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

// add adds the machines for which two entries of patches differ.
func (r *reach) add(there, wanted ClassPatches) {
	for _, target := range targetsOf(there, wanted) {
		if sameValues(there.PatchesOf(target), wanted.PatchesOf(target)) {
			continue
		}
		switch target {
		case "controlPlane", "controlPlaneMachine":
			r.controlPlane = true
		case "worker", "workerMachine":
			r.workers = true
		case "infrastructure":
			r.balancer = true
		default:
			r.all = true // somebody else changed what it is for
		}
	}
	r.balancer = r.balancer || !sameValues(there.Cluster, wanted.Cluster)
	r.controlPlane = r.controlPlane || !sameValues(there.ControlPlane, wanted.ControlPlane)
	for _, pool := range slices.Concat(there.Workers, wanted.Workers) {
		if !sameValues(there.Pool(pool.Name), wanted.Pool(pool.Name)) {
			r.pools[pool.Name] = true
		}
	}
}

// withNodes are the clusters whose machines are containers with a node image.
func (c *comparison) withNodes() map[string]bool {
	found := map[string]bool{}
	for _, cluster := range c.lab.Clusters() {
		found[cluster.Name] = hasNodes(cluster)
	}
	return found
}

func (r rollout) text(containers bool) string {
	var parts []string
	total := 0
	add := func(machines int, text string) {
		if machines > 0 {
			total += machines
			parts = append(parts, text)
		}
	}
	if n := r.there.ControlPlane.Replicas * max(r.times(len(r.upgrade)), asOne(r.some.controlPlane)); n > 0 {
		add(n, fmt.Sprintf("%d of the control plane, one at a time", n))
	}
	held := map[bool]bool{}
	for _, pool := range r.there.Workers {
		n, text := r.pool(pool, held)
		add(n, text)
	}
	made := r.made()
	if total == 0 {
		return ""
	}
	text := fmt.Sprintf("%s replaced%s: %s", words.Plural(total, "machine"), r.order(), strings.Join(append(parts, made...), "; "))
	if r.maybe {
		text = "up to " + text + " (Cluster API replaces those whose templates the change reaches)"
	}
	if images := r.images(containers); images != "" {
		text += "; " + images
	}
	return text
}

// times is how often each machine is replaced: with each version that it gets, or once.
func (r rollout) times(upgrades int) int {
	if upgrades == 0 && r.all {
		return 1
	}
	return upgrades
}

func asOne(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// pool says how many machines of a pool that is there are replaced, and how. One that is held back holds those behind it, MachinePools
// and others apart.
func (r rollout) pool(pool WorkerPool, held map[bool]bool) (int, string) {
	i := slices.IndexFunc(r.wanted.Workers, func(wanted WorkerPool) bool { return wanted.Name == pool.Name })
	if i < 0 {
		return pool.Replicas, fmt.Sprintf("%d of pool %s, which goes", pool.Replicas, pool.Name)
	}
	wanted := r.wanted.Workers[i]
	if wanted.MachinePool != pool.MachinePool {
		return pool.Replicas, fmt.Sprintf("%d of pool %s, which is made anew as a %s", pool.Replicas, pool.Name, wanted.kind())
	}
	held[pool.MachinePool] = held[pool.MachinePool] || wanted.Settings["upgrade"] == "hold"
	upgrades := workerSteps(r.there.KubernetesVersion, r.wanted.KubernetesVersion)
	if held[pool.MachinePool] || wanted.Settings["upgrade"] == "defer" {
		upgrades = 0
	}
	n := pool.Replicas * r.times(upgrades)
	if n == 0 && (wanted.differs(pool) || r.some.workers && !pool.MachinePool || r.some.pools[pool.Name]) {
		n = pool.Replicas
	}
	return n, fmt.Sprintf("%d of pool %s, %s", n, pool.Name, wanted.atOnce())
}

// differs reports whether the machines of the pool become others: what else is said of them is changed in place.
func (w WorkerPool) differs(there WorkerPool) bool {
	for _, key := range []string{"failureDomain", "failureDomains", "variables"} {
		if !sameValues(there.Settings[key], w.Settings[key]) {
			return true
		}
	}
	return false
}

func sameValues(a, b any) bool {
	empty := func(v any) bool {
		value := reflect.ValueOf(v)
		return !value.IsValid() || value.Kind() == reflect.Map && value.Len() == 0
	}
	return empty(a) && empty(b) || fmt.Sprint(a) == fmt.Sprint(b)
}

// kind is what the pool is to Cluster API.
func (w WorkerPool) kind() string {
	if w.MachinePool {
		return "MachinePool"
	}
	return "MachineDeployment"
}

// atOnce says how many machines of a pool are replaced at once; Cluster API makes one more and misses none by default. Those of a
// MachinePool its provider replaces.
func (w WorkerPool) atOnce() string {
	if w.MachinePool {
		return "as many at once as the provider of the MachinePool likes"
	}
	rollout, _ := w.Settings["rollout"].(map[string]any)
	strategy, _ := rollout["strategy"].(map[string]any)
	if strategy["type"] == "OnDelete" {
		return "each when somebody deletes it (OnDelete)"
	}
	bounds, _ := strategy["rollingUpdate"].(map[string]any)
	surge, missing := any(1), any(0)
	if bounds["maxSurge"] != nil {
		surge = bounds["maxSurge"]
	}
	if bounds["maxUnavailable"] != nil {
		missing = bounds["maxUnavailable"]
	}
	return fmt.Sprintf("at once %v more and %v missing (maxSurge, maxUnavailable)", surge, missing)
}

// made says which pools are new: a pool that is renamed is one that goes and one that comes.
func (r rollout) made() []string {
	var parts []string
	for _, pool := range r.wanted.Workers {
		if !slices.ContainsFunc(r.there.Workers, func(there WorkerPool) bool { return there.Name == pool.Name }) {
			parts = append(parts, fmt.Sprintf("pool %s comes with %d", pool.Name, pool.Replicas))
		}
	}
	return parts
}

func (r rollout) order() string {
	switch {
	case len(r.upgrade) == 0 && r.all:
		return ", control plane and pools at the same time"
	case len(r.upgrade) == 0:
		return ""
	}
	return ", the control plane first through " + strings.Join(r.upgrade, ", ") + ", then one pool after the other"
}

// images names the node image of each step.
func (r rollout) images(containers bool) string {
	if !containers || len(r.upgrade) == 0 || r.wanted.Image != "" {
		return ""
	}
	images := make([]string, len(r.upgrade))
	for i, version := range r.upgrade {
		images[i] = "kindest/node:" + version
	}
	return "Docker needs " + strings.Join(images, ", ")
}

// workerSteps is how often workers get another version: as seldom as the three minor versions allow that they may be behind.
func workerSteps(from, to string) int {
	if from == to {
		return 0
	}
	return 1 + max(0, minorOf(to)-minorOf(from)-1)/3
}
