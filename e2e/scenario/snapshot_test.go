package scenario

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// snapshot is what a write of kaaslab would change: of each container that it is
// the same and runs since the same time, of each object what others than its
// controllers say. Its version would not do: a controller may write down late
// what it has seen.
func (l *lab) snapshot() map[string]string {
	l.Helper()
	seen := map[string]string{}
	for _, c := range l.containers() {
		full, err := l.docker.ContainerInspect(l.Context(), c.ID)
		if err != nil {
			l.Fatal(err)
		}
		seen["container "+nameOf(c)] = fmt.Sprintf("%s started %s, %d networks", c.ID[:12], full.State.StartedAt, len(full.NetworkSettings.Networks))
	}
	for _, of := range []schema.GroupVersionResource{clusters, profiles} {
		for _, o := range l.objects(of) {
			seen[of.Resource+" "+o.GetName()] = fmt.Sprintf("generation %d, labels %v, annotations %v, finalizers %v",
				o.GetGeneration(), o.GetLabels(), o.GetAnnotations(), o.GetFinalizers())
		}
	}
	return seen
}

// identities tells the machines of the lab from others of the same name.
func (l *lab) identities() map[string]string {
	l.Helper()
	seen := map[string]string{}
	for _, c := range l.containers() {
		seen["container "+nameOf(c)] = c.ID
	}
	for _, m := range l.objects(machines) {
		seen["machine "+m.GetName()] = string(m.GetUID())
	}
	return seen
}

func (l *lab) wantSame(before, after map[string]string) {
	l.Helper()
	for name, was := range before {
		if after[name] != was {
			l.Errorf("%s: was %q, is %q", name, was, after[name])
		}
	}
	for name := range after {
		if _, known := before[name]; !known {
			l.Errorf("%s is new", name)
		}
	}
}
