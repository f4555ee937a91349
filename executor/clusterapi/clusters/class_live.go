package clusters

import (
	"errors"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// liveClass is what is read of a ClusterClass to judge it.
type liveClass struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		KubernetesVersions []string          `json:"kubernetesVersions"`
		Patches            []classpatch.Live `json:"patches"`
		Workers            topology.Workers  `json:"workers"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64           `json:"observedGeneration"`
		Conditions         kube.Conditions `json:"conditions"`
	} `json:"status"`
}

func (c *liveClass) ipv6First() bool {
	return slices.ContainsFunc(c.Spec.Patches, func(p classpatch.Live) bool { return p.Name == infrastructure.IPv6First })
}

// waitsFor says what keeps the class from being taken in by Cluster API, or nothing.
func (c *liveClass) waitsFor(name string, least int64) string {
	object := "ClusterClass " + name
	switch {
	case c == nil:
		return object + " is not there yet"
	case c.Metadata.DeletionTimestamp != "":
		return object + " is being deleted"
	case c.Status.ObservedGeneration < max(least, c.Metadata.Generation):
		return object + ": Cluster API has not taken it in yet"
	}
	for _, name := range []string{"VariablesReady", "RefVersionsUpToDate"} {
		if waitsFor := c.Status.Conditions.Blocking(name); waitsFor != "" {
			return object + ": " + waitsFor
		}
	}
	return ""
}

// stillUsed marks the refusal to delete a class that clusters use as one to try again: clusters are deleted before, but
// Cluster API learns of that a moment later.
func stillUsed(err error) error {
	if errors.As(err, new(*kube.ForeignError)) || !strings.Contains(err.Error(), "is used by Cluster") {
		return err
	}
	return executor.Transient(err)
}
