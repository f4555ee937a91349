package install

import (
	"context"
	"errors"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
)

const discoveryInterval = 50 * time.Millisecond

// discovered waits until clients can find all definitions. That a definition is
// established does not mean that the API server tells of it: discovery follows
// a moment later, and in two places, one document for each version and one for
// everything. A client that maps kinds to resources meanwhile fails for good.
func (i *Installer) discovered(ctx context.Context) error {
	want := i.resources()
	var missing error
	err := wait.PollUntilContextCancel(ctx, discoveryInterval, true, func(context.Context) (bool, error) {
		missing = i.undiscovered(want)
		return missing == nil, nil
	})
	if err != nil {
		return fmt.Errorf("wait until clients can find the definitions: %w", errors.Join(missing, err))
	}
	return nil
}

// resources lists all that must be found, for each version that is served.
func (i *Installer) resources() map[schema.GroupVersion][]string {
	want := map[schema.GroupVersion][]string{}
	for _, provider := range i.providers {
		for _, crd := range provider.CRDs {
			for _, v := range crd.Spec.Versions {
				if v.Served {
					gv := schema.GroupVersion{Group: crd.Spec.Group, Version: v.Name}
					want[gv] = append(want[gv], crd.Spec.Names.Plural)
				}
			}
		}
	}
	return want
}

// undiscovered returns an error that names something that cannot be found.
func (i *Installer) undiscovered(want map[schema.GroupVersion][]string) error {
	_, lists, err := i.kube.Discovery().ServerGroupsAndResources()
	if err != nil {
		return err
	}
	together := map[string]*metav1.APIResourceList{}
	for _, l := range lists {
		together[l.GroupVersion] = l
	}
	for gv, plurals := range want {
		single, err := i.kube.Discovery().ServerResourcesForGroupVersion(gv.String())
		if err != nil {
			return err
		}
		for _, plural := range plurals {
			if !contains(single, plural) || !contains(together[gv.String()], plural) {
				return fmt.Errorf("%s of %s cannot be found yet", plural, gv)
			}
		}
	}
	return nil
}

func contains(list *metav1.APIResourceList, plural string) bool {
	if list == nil {
		return false
	}
	for _, r := range list.APIResources {
		if r.Name == plural {
			return true
		}
	}
	return false
}
