package controllers

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	toolscache "k8s.io/client-go/tools/cache"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// ageing is an informer whose store grows younger each time it is asked.
type ageing struct {
	toolscache.SharedIndexInformer
	unsynced bool
	versions []string
	asked    int
}

func (a *ageing) HasSynced() bool            { return !a.unsynced }
func (a *ageing) GetStore() toolscache.Store { return ageingStore{of: a} }

type ageingStore struct {
	toolscache.Store
	of *ageing
}

func (s ageingStore) LastStoreSyncResourceVersion() string {
	s.of.asked++
	return s.of.versions[min(s.of.asked, len(s.of.versions))-1]
}

func TestAWriteIsAnsweredWhenAllCachesHaveIt(t *testing.T) {
	for name, c := range map[string]struct {
		method, path, answer string
		status               int
		unsynced             bool
		asked                int
	}{
		"created":                 {method: http.MethodPost, path: "machines", answer: `{"metadata":{"resourceVersion":"12"}}`, asked: 3},
		"status patched":          {method: http.MethodPatch, path: "machines/a/status", answer: `{"metadata":{"resourceVersion":"11"}}`, asked: 2},
		"marked for deletion":     {method: http.MethodDelete, path: "machines/a", answer: `{"metadata":{"resourceVersion":"12"}}`, asked: 3},
		"seen before":             {method: http.MethodPut, path: "machines/a", answer: `{"metadata":{"resourceVersion":"9"}}`, asked: 1},
		"gone at once":            {method: http.MethodDelete, path: "machines/a", answer: `{"kind":"Status","metadata":{}}`, asked: 1},
		"not an object":           {method: http.MethodPost, path: "machines", answer: `no JSON`, asked: 1},
		"refused":                 {method: http.MethodPost, path: "machines", answer: `{"kind":"Status"}`, status: http.StatusConflict},
		"read":                    {method: http.MethodGet, path: "machines/a", answer: `{"metadata":{"resourceVersion":"12"}}`},
		"of a kind without cache": {method: http.MethodPost, path: "machinedrainrules", answer: `{"metadata":{"resourceVersion":"12"}}`},
		"nobody reads yet":        {method: http.MethodPost, path: "machines", answer: `{"metadata":{"resourceVersion":"12"}}`, unsynced: true},
	} {
		t.Run(name, func(t *testing.T) {
			machines := &ageing{versions: []string{"10", "11", "12"}, unsynced: c.unsynced}
			caches := newInformerSet(scheme)
			caches.add(clusterv1.GroupVersion.WithKind("Machine"), machines)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(max(c.status, http.StatusOK))
				_, _ = io.WriteString(w, c.answer)
			}))
			defer server.Close()

			request, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/"+c.path, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			response, err := ownWrites{http.DefaultTransport, caches}.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if body, err := io.ReadAll(response.Body); err != nil || string(body) != c.answer {
				t.Errorf("the caller reads %q (%v), want %q", body, err, c.answer)
			}
			if machines.asked != c.asked {
				t.Errorf("the cache was asked %d times, want %d", machines.asked, c.asked)
			}
		})
	}
}

// plainLists cannot send a list as a watch, which the fake of one does not.
type plainLists struct{ *toolscache.ListWatch }

func (plainLists) IsWatchListSemanticsUnSupported() bool { return true }

// TestInformersTellTheirAge holds what all of it rests on: a gate of client-go
// could take the version away, and then nothing would be waited for.
func TestInformersTellTheirAge(t *testing.T) {
	source := plainLists{&toolscache.ListWatch{
		ListFunc: func(metav1.ListOptions) (runtime.Object, error) {
			return &clusterv1.MachineList{ListMeta: metav1.ListMeta{ResourceVersion: "7"}}, nil
		},
		WatchFunc: func(metav1.ListOptions) (watch.Interface, error) { return watch.NewFake(), nil },
	}}
	caches := newInformerSet(scheme)
	informer := caches.newInformer(source, &clusterv1.Machine{}, 0, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go informer.RunWithContext(ctx)
	if !toolscache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		t.Fatal("the informer was not filled")
	}
	registered := caches.by[clusterv1.GroupVersion.WithResource("machines").GroupResource()]
	if got := fmt.Sprint(len(registered), " ", registered[0].GetStore().LastStoreSyncResourceVersion()); got != "1 7" {
		t.Errorf("informers and their version: %s, want one at 7", got)
	}
}
