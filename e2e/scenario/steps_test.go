package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// settling is how long something may take that apply does not wait for.
const settling = 5 * time.Minute

func made(l *lab) {
	l.apply()
	l.wantManagersAvailable()
	l.wantAllReady()
	l.wantManagementReady()
	l.wantProvisioned(4) // cni on both, webserver and notice on the first
	l.wantWebserver(first)
	l.show(l.Clusters[first].Name, "get", "deployments,services", "--namespace", "webserver")
	if len(l.apiWrites()) == 0 {
		l.Error("the API server has recorded no write of kaaslab")
	}
	l.matches()
}

// madeBeside is a small lab, where other things are.
func madeBeside(l *lab) {
	l.apply()
	l.wantAllReady()
	l.wantManagementReady()
	l.wantAnswer(l.Port)
	l.matches()
}

// ipv6First is for a lab whose only cluster says so.
func ipv6First(l *lab) {
	if !l.DualStack {
		l.Skip("the kernel of this machine has no addresses of IPv6")
	}
	l.wantIPv6First(l.Clusters[first])
	l.wantWebserver(first)
}

func nothingToDo(l *lab) {
	before, asked := l.snapshot(), len(l.apiWrites())
	writes := l.recorded(func(l *lab) {
		l.matches()
		l.apply()
		l.must(0, "status")
		l.matches()
	})
	for _, w := range append(writes, l.apiWrites()[asked:]...) {
		l.Errorf("there was nothing to do, and it was written: %s", w)
	}
	l.wantSame(before, l.snapshot())
}

// workerAdded also shows that the recorders do record.
func workerAdded(l *lab) {
	l.Clusters[first].Workers = 2
	l.write()
	l.planned("workers[md-0].replicas: 1 -> 2")
	asked := len(l.apiWrites())
	toDocker := l.recorded(func(l *lab) { l.apply() })
	toServer := l.apiWrites()[asked:]
	l.Logf("writes of kaaslab for one worker: to Docker %q, to the API server %q", toDocker, toServer)
	if len(toDocker) == 0 || len(toServer) == 0 {
		l.Error("a worker was added, and no write was recorded")
	}
	l.wantNodesReady(l.Clusters[first])
	l.matches()
}

// labelMoved takes the webserver from the first cluster to the second.
func labelMoved(l *lab) {
	l.Clusters[first].Web, l.Clusters[second].Web = "no", "yes"
	l.write()
	l.planned("labels.web: yes -> no", "labels.web: no -> yes")
	l.apply()
	l.wantWebserver(second)
	l.wantNoWebserver(first)
	l.matches()
}

// upgraded brings Cluster API to the release of the other labs, under the
// machines that it looks after.
func upgraded(l *lab) {
	before := l.identities()
	l.Release = imageset.ClusterAPI
	l.write()
	l.planned("version: " + imageset.OlderClusterAPI + " -> " + imageset.ClusterAPI)
	l.apply()
	l.wantManagersAvailable()
	l.wantSame(before, l.identities())
	l.matches()
}

func (l *lab) wantWebserver(cluster int) {
	l.Helper()
	c := l.client(l.Clusters[cluster].Name)
	answer := ""
	eventually(l, settling, "the webserver answers", func() (err error) {
		answer, err = askWebserver(l.Context(), c)
		return err
	})
	l.Logf("the Service webserver of cluster %s answers: %s", l.Clusters[cluster].Name, answer)
}

func (l *lab) wantNoWebserver(cluster int) {
	l.Helper()
	c := l.client(l.Clusters[cluster].Name)
	eventually(l, settling, "the webserver is gone", func() error {
		_, err := c.AppsV1().Deployments("webserver").Get(l.Context(), "webserver", metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("its Deployment is there, or cannot be asked for: %w", err)
	})
}

func destroyed(l *lab) {
	l.must(0, "destroy", "--yes")
	l.wantNothingLeft()
}

// destroyedByName is for those who have lost the lab file.
func destroyedByName(l *lab) {
	file, away := filepath.Join(l.dir, "lab.yaml"), filepath.Join(l.dir, "away")
	if err := os.Rename(file, away); err != nil {
		l.Fatal(err)
	}
	l.must(0, "destroy", "--lab", l.Name, "--yes")
	l.wantNothingLeft()
	if err := os.Rename(away, file); err != nil {
		l.Fatal(err)
	}
}
