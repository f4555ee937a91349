package existing

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// timeout bounds one answer of the cluster.
const timeout = 10 * time.Second

// check returns an error when the cluster does not answer or lacks something that the lab needs.
func check(ctx context.Context, lab *spec.Lab) error {
	m := lab.ManagementCluster
	config, err := load(m.Kubeconfig, m.Context)
	if err != nil {
		return err
	}
	rest, err := clientcmd.NewDefaultClientConfig(*config, nil).ClientConfig()
	if err != nil {
		return err
	}
	rest.Timeout = timeout
	client, err := discovery.NewDiscoveryClientForConfig(rest)
	if err != nil {
		return err
	}
	if _, err := client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
		return fault.Errorf(kube.Code(err), "it does not answer: %w", err)
	}
	return checkServed(ctx, client, needs(lab))
}

// checkServed reports everything that is missing at once, each remedy with all that it brings.
func checkServed(ctx context.Context, client *discovery.DiscoveryClient, needs []need) error {
	missing := map[string][]string{}
	for _, need := range needs {
		served, err := need.isServed(ctx, client)
		if err != nil {
			return fault.Errorf(kube.Code(err), "ask it for %s: %w", need, err)
		}
		if !served {
			missing[need.remedy] = append(missing[need.remedy], need.String())
		}
	}
	var errs []error
	for _, remedy := range slices.Sorted(maps.Keys(missing)) {
		errs = append(errs, fault.Errorf(fault.NotServed, "it does not serve %s; %s", strings.Join(missing[remedy], ", "), remedy))
	}
	return executor.Final(errors.Join(errs...)) // kaaslab installs nothing there, so nothing comes
}

// isServed asks for the whole list of a group's version: one request, and no more rights than every user has.
func (n need) isServed(ctx context.Context, client *discovery.DiscoveryClient) (bool, error) {
	list := &metav1.APIResourceList{}
	err := client.RESTClient().Get().AbsPath("/apis/" + n.groupVersion).Do(ctx).Into(list)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	for _, resource := range list.APIResources {
		if resource.Name == n.resource {
			return true, err
		}
	}
	return false, err
}
