package clusters

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestThePlanSaysHowManyMachinesAPoolHasThatIsNotAutoscaledAnyMore: the Cluster does not say it, so the plan would begin at none.
func TestThePlanSaysHowManyMachinesAPoolHasThatIsNotAutoscaledAnyMore(t *testing.T) {
	answers := kubetest.Answers{
		"/apis/cluster.x-k8s.io/v1beta2/clusters": `{"items": [{"metadata": {"name": "a", "namespace": "default"},
			"spec": {"topology": {"classRef": {"name": "demo-inmemory"}, "workers": {"machineDeployments": [{"class": "worker", "name": "md-0"}, {"class": "worker", "name": "md-1", "replicas": 2}]}}}}]}`,
		"/apis/cluster.x-k8s.io/v1beta2/machinedeployments": `{"items": [
			{"metadata": {"name": "x", "namespace": "default", "labels": {"cluster.x-k8s.io/cluster-name": "a", "topology.cluster.x-k8s.io/deployment-name": "md-0"}}, "spec": {"replicas": 4}},
			{"metadata": {"name": "y", "namespace": "default", "labels": {"cluster.x-k8s.io/cluster-name": "b", "topology.cluster.x-k8s.io/deployment-name": "md-0"}}, "spec": {"replicas": 7}},
			{"metadata": {"name": "z", "namespace": "other", "labels": {"cluster.x-k8s.io/cluster-name": "a", "topology.cluster.x-k8s.io/deployment-name": "md-0"}}, "spec": {"replicas": 9}}]}`,
	}
	lab := &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: spec.ProviderEmbedded}, WorkloadClusters: []spec.WorkloadCluster{{
		Name: "a", Infrastructure: spec.InfrastructureInMemory, Workers: []spec.WorkerPool{{Name: "md-0", Replicas: 3}, {Name: "md-1", Replicas: 2}},
	}}}
	observed, err := newClusters(kube.NewAccess(answers.Options(t)), ownershiptest.Lab("demo")).Observe(t.Context(), planner.Want(lab))
	if err != nil || len(observed) != 1 {
		t.Fatalf("observed %v (%v)", observed, err)
	}
	pools := observed[0].Attrs.(planner.WorkloadCluster).Workers
	if len(pools) != 2 || pools[0].Replicas != 4 || pools[1].Replicas != 2 {
		t.Errorf("the pools are %+v, want 4 and 2 machines", pools)
	}
}
