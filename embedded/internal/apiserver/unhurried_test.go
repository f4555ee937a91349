package apiserver

import (
	"context"
	"errors"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// written is a storage that answers every write with the same error.
type written struct {
	storage.Interface
	err error
}

func (w written) GuaranteedUpdate(context.Context, string, runtime.Object, bool, *storage.Preconditions, storage.UpdateFunc, runtime.Object) error {
	return w.err
}

func write(ctx context.Context, err error, pause time.Duration) (time.Duration, error) {
	begin := time.Now()
	err = unhurried{written{err: err}, pause}.GuaranteedUpdate(ctx, "", nil, false, nil, nil, nil)
	return time.Since(begin), err
}

func TestAnAnswerWaitsUntilOthersHaveHeardOfTheWrite(t *testing.T) {
	if took, err := write(t.Context(), nil, 50*time.Millisecond); err != nil || took < 50*time.Millisecond {
		t.Errorf("answered %v after %v, want nothing wrong, after 50ms", err, took)
	}
}

func TestARefusalAndAClientThatLeftWaitForNothing(t *testing.T) {
	refused := errors.New("refused")
	if took, err := write(t.Context(), refused, time.Hour); !errors.Is(err, refused) || took > time.Minute {
		t.Errorf("answered %v after %v", err, took)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if took, err := write(gone, nil, time.Hour); err != nil || took > time.Minute {
		t.Errorf("answered %v after %v", err, took)
	}
}

func TestOnlyClusterSummariesAreWrittenUnhurried(t *testing.T) {
	plain := func(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object, func() runtime.Object,
		storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		return written{}, func() {}, nil
	}
	for resource, want := range map[schema.GroupResource]bool{
		clusterSummaries: true,
		{Group: "config.projectsveltos.io", Resource: "clusterprofiles"}: false,
		{Resource: "configmaps"}: false,
	} {
		decorated := unhurriedSummaries(plain)
		store, _, err := decorated(&storagebackend.ConfigForResource{GroupResource: resource}, "", nil, nil, nil, nil, nil, nil)
		if _, is := store.(unhurried); err != nil || is != want {
			t.Errorf("%s is written unhurried: %v, want %v (%v)", resource, is, want, err)
		}
	}
}
