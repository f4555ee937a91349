package controllers

import (
	"context"
	"fmt"
	"sort"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/contract"
)

// contracts are those that this Cluster API understands, the newest first.
var contracts = []string{"v1beta2", "v1beta1"}

// apiVersions returns a function that finds the version to use of a kind.
// Providers announce it with labels on their definitions: the contract is in
// the key, the versions, joined by underscores, are in the value.
func apiVersions(reader client.Reader) func(context.Context, schema.GroupKind) (string, error) {
	return func(ctx context.Context, kind schema.GroupKind) (string, error) {
		crd := &metav1.PartialObjectMetadata{}
		crd.SetGroupVersionKind(apiextensionsv1.SchemeGroupVersion.WithKind("CustomResourceDefinition"))
		name := contract.CalculateCRDName(kind.Group, kind.Kind)
		if err := reader.Get(ctx, client.ObjectKey{Name: name}, crd); err != nil {
			return "", fmt.Errorf("find the version of %s: %w", kind, err)
		}
		newest, ok := newestVersion(crd.Labels)
		if !ok {
			return "", fmt.Errorf("definition %s announces no version for a contract in %v", name, contracts)
		}
		return schema.GroupVersion{Group: kind.Group, Version: newest}.String(), nil
	}
}

func newestVersion(labels map[string]string) (string, bool) {
	for _, c := range contracts {
		announced := labels[clusterv1.GroupVersion.Group+"/"+c]
		if announced == "" {
			continue
		}
		versions := strings.Split(announced, "_")
		sort.Slice(versions, func(i, j int) bool {
			return version.CompareKubeAwareVersionStrings(versions[i], versions[j]) > 0
		})
		return versions[0], true
	}
	return "", false
}
