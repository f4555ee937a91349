package install

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apihelpers"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
	"k8s.io/client-go/util/retry"
)

// hashAnnotation tells what was installed, so that a restart writes nothing.
const hashAnnotation = "kaaslab.dev/installed"

// againAnnotation makes a definition that is installed once more another one.
const againAnnotation = "kaaslab.dev/installed-again-at"

func (i *Installer) definition(ctx context.Context, crd *apiextensionsv1.CustomResourceDefinition) error {
	hash, err := stamp(crd)
	if err != nil {
		return err
	}
	api := i.extensions.ApiextensionsV1().CustomResourceDefinitions()
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		old, err := api.Get(ctx, crd.Name, metav1.GetOptions{})
		switch {
		case apierrors.IsNotFound(err):
			_, err = api.Create(ctx, crd, metav1.CreateOptions{})
			return err
		case err != nil || old.Annotations[hashAnnotation] == hash && !isForgotten(old):
			return err
		}
		crd.ResourceVersion = old.ResourceVersion
		crd.Annotations[againAnnotation] = old.ResourceVersion
		_, err = api.Update(ctx, crd, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		return fmt.Errorf("definition %s: %w", crd.Name, err)
	}
	return i.established(ctx, crd.Name)
}

// stamp records a hash of the whole definition in it.
func stamp(crd *apiextensionsv1.CustomResourceDefinition) (string, error) {
	data, err := json.Marshal(crd)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if crd.Annotations == nil {
		crd.Annotations = map[string]string{}
	}
	crd.Annotations[hashAnnotation] = hash
	return hash, nil
}

// established waits until the API server serves the definition.
func (i *Installer) established(ctx context.Context, name string) error {
	api := i.extensions.ApiextensionsV1().CustomResourceDefinitions()
	only := fields.OneTermEqualSelector("metadata.name", name).String()
	lw := &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
			o.FieldSelector = only
			return api.List(ctx, o)
		},
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
			o.FieldSelector = only
			return api.Watch(ctx, o)
		},
	}
	_, err := watchtools.UntilWithSync(ctx, lw, &apiextensionsv1.CustomResourceDefinition{}, nil, func(e watch.Event) (bool, error) {
		crd, ok := e.Object.(*apiextensionsv1.CustomResourceDefinition)
		return ok && apihelpers.IsCRDConditionTrue(crd, apiextensionsv1.Established), nil
	})
	if err != nil {
		return fmt.Errorf("wait until definition %s is served: %w", name, err)
	}
	return nil
}

// isForgotten reports whether an API server was killed between accepting the
// names of a definition and serving it. The next one serves it only when it sees
// it change (crdHandler and NamingConditionController of apiextensions-apiserver
// v0.36: the one looks at changes only, the other at names that are new).
func isForgotten(crd *apiextensionsv1.CustomResourceDefinition) bool {
	return apihelpers.IsCRDConditionTrue(crd, apiextensionsv1.NamesAccepted) && !apihelpers.IsCRDConditionTrue(crd, apiextensionsv1.Established)
}
