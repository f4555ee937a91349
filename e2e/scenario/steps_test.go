package scenario

import (
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// settling is how long something may take that apply does not wait for.
const settling = 3 * time.Minute

func made(l *lab) {
	l.apply()
	l.wantAllReady()
	nodes, err := l.client(l.management()).CoreV1().Nodes().List(l.Context(), metav1.ListOptions{})
	if err != nil || len(nodes.Items) != 1 || !ready(nodes.Items[0]) {
		l.Errorf("the management cluster's kubeconfig shows nodes %v, error %v, want one that is Ready", nodes, err)
	}
	l.wantProvisioned(3) // cni on both, webserver on the first
	l.wantWebserver(first)
}

func nothingToDo(l *lab) {
	before := l.snapshot()
	l.matches()
	l.apply()
	l.matches()
	l.wantSame(before, l.snapshot())
}

func workerAdded(l *lab) {
	l.Clusters[first].Workers = 2
	l.write()
	l.planned("workers[md-0].replicas: 1 -> 2")
	l.apply()
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

func (l *lab) wantWebserver(cluster int) {
	l.Helper()
	c := l.client(l.Clusters[cluster].Name)
	eventually(l.T, settling, "the webserver answers", func() error { return askWebserver(l.Context(), c) })
}

func (l *lab) wantNoWebserver(cluster int) {
	l.Helper()
	c := l.client(l.Clusters[cluster].Name)
	eventually(l.T, settling, "the webserver is gone", func() error {
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
