package controllers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/resourceversion"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/endpoints/request"
	toolscache "k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
)

const (
	// lookAgain is how often a cache is asked whether it has a write.
	lookAgain = 2 * time.Millisecond
	// ownWritePatience ends the wait for a cache that has lost its connection.
	ownWritePatience = 10 * time.Second
)

// ownWrites answers a controller's write to an object of Cluster API only when
// every cache of this process has it. A controller that reads an old state
// makes a machine twice. Cluster API keeps them from it by the gate
// ReconcilerRateLimiting, under which nothing is looked at more often than once
// a second: a machine needs five looks by each of three controllers one after
// the other, so that most of a lab's time was waiting.
type ownWrites struct {
	http.RoundTripper
	caches *informerSet
}

// informerSet has the informers of this process by what they hold.
type informerSet struct {
	scheme *runtime.Scheme
	lock   sync.RWMutex
	by     map[schema.GroupResource][]toolscache.SharedIndexInformer
}

func newInformerSet(scheme *runtime.Scheme) *informerSet {
	return &informerSet{scheme: scheme, by: map[schema.GroupResource][]toolscache.SharedIndexInformer{}}
}

// newInformer is what the manager's cache makes its informers with.
func (c *informerSet) newInformer(source toolscache.ListerWatcher, example runtime.Object, resync time.Duration, indexers toolscache.Indexers,
) toolscache.SharedIndexInformer {
	informer := toolscache.NewSharedIndexInformer(source, example, resync, indexers)
	if kind, err := apiutil.GVKForObject(example, c.scheme); err == nil {
		c.add(kind, informer)
	}
	return informer
}

func (c *informerSet) add(kind schema.GroupVersionKind, informer toolscache.SharedIndexInformer) {
	if !strings.HasSuffix(kind.Group, "cluster.x-k8s.io") {
		return
	}
	plural, _ := meta.UnsafeGuessKindToResource(kind)
	c.lock.Lock()
	defer c.lock.Unlock()
	c.by[plural.GroupResource()] = append(c.by[plural.GroupResource()], informer)
}

func (c *informerSet) of(r *http.Request) []toolscache.SharedIndexInformer {
	info, err := paths.NewRequestInfo(r)
	if err != nil || r.Method == http.MethodGet {
		return nil
	}
	c.lock.RLock()
	defer c.lock.RUnlock()
	return c.by[schema.GroupResource{Group: info.APIGroup, Resource: info.Resource}]
}

var paths = request.RequestInfoFactory{APIPrefixes: sets.NewString("apis", "api"), GrouplessAPIPrefixes: sets.NewString("api")}

// RoundTrip returns a write's answer after the caches have seen it.
func (o ownWrites) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := o.RoundTripper.RoundTrip(r)
	informers := o.caches.of(r)
	if err != nil || len(informers) == 0 || response.StatusCode >= http.StatusMultipleChoices {
		return response, err
	}
	written, err := versionIn(response)
	if err != nil {
		return nil, err
	}
	patience := time.NewTimer(ownWritePatience)
	defer patience.Stop()
	for !allHave(informers, written) {
		select {
		case <-r.Context().Done():
			return response, nil
		case <-patience.C:
			klog.Warningf("%s %s: not in the cache after %s", r.Method, r.URL.Path, ownWritePatience)
			return response, nil
		case <-time.After(lookAgain):
		}
	}
	return response, nil
}

// versionIn reads the version of the object that was written, none if it is gone.
func versionIn(response *http.Response) (string, error) {
	body, err := io.ReadAll(response.Body)
	if closing := response.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return "", fmt.Errorf("read the answer to a write: %w", err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	var object metav1.PartialObjectMetadata
	if json.Unmarshal(body, &object) != nil {
		return "", nil // its reader says what is wrong with it
	}
	return object.ResourceVersion, nil
}

func allHave(informers []toolscache.SharedIndexInformer, written string) bool {
	for _, informer := range informers {
		// Nobody reads from a cache before it is filled.
		if !informer.HasSynced() {
			continue
		}
		age, err := resourceversion.CompareResourceVersion(informer.GetStore().LastStoreSyncResourceVersion(), written)
		if err == nil && age < 0 {
			return false
		}
	}
	return true
}
