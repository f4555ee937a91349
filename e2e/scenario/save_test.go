package scenario

import (
	"os"
	"path/filepath"
	"strings"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// savedAndLoaded: a lab of which nothing is left comes back from its archive
// with the machines that it had and what somebody made on them by hand.
func savedAndLoaded(l *lab) {
	made := machinesOf(l.identities())
	cluster := l.Clusters[0].Name
	byHand := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "by-hand", Namespace: "default"}}
	if _, err := l.client(cluster).CoreV1().ConfigMaps("default").Create(l.Context(), byHand, meta.CreateOptions{}); err != nil {
		l.Fatal(err)
	}
	archive := filepath.Join(l.dir, l.Name+".lab")
	l.must(5, "save", archive) // it runs
	l.must(0, "stop")
	l.must(0, "save", archive)
	l.must(5, "load", archive) // it is there
	l.must(0, "destroy", "--yes")
	l.wantNothingLeft()

	l.must(0, "load", archive)
	if err := os.Remove(archive); err != nil {
		l.Error(err)
	}
	l.must(0, "start")
	l.wantSame(made, machinesOf(l.identities()))
	l.wantNodesReady(l.Clusters[0])
	if _, err := l.client(cluster).CoreV1().ConfigMaps("default").Get(l.Context(), "by-hand", meta.GetOptions{}); err != nil {
		l.Error(err)
	}
	l.settles()
}

// machinesOf leaves out containers, which are others after a load.
func machinesOf(identities map[string]string) map[string]string {
	machines := map[string]string{}
	for name, is := range identities {
		if strings.HasPrefix(name, "machine ") {
			machines[name] = is
		}
	}
	return machines
}
