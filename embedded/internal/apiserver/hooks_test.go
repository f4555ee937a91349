package apiserver

import (
	"errors"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/compatibility"
	"k8s.io/klog/v2"
)

// TestAHookThatFailsEndsNoProcess: without it, it would be that of this test.
func TestAHookThatFailsEndsNoProcess(t *testing.T) {
	exited, ended := make(chan int, 1), make(chan struct{})
	before := klog.OsExit
	t.Cleanup(func() { klog.OsExit = before })
	exit := aloneOr(func(code int) { exited <- code })
	klog.OsExit = func(code int) {
		defer close(ended)
		exit(code)
	}
	config := genericapiserver.NewConfig(serializer.NewCodecFactory(runtime.NewScheme()))
	config.ExternalAddress, config.LoopbackClientConfig = "127.0.0.1:1", &rest.Config{}
	config.EffectiveVersion = compatibility.NewEffectiveVersionFromString("1.36", "", "")
	server, err := config.Complete(nil).New("test", genericapiserver.NewEmptyDelegate())
	if err != nil {
		t.Fatal(err)
	}
	server.AddPostStartHookOrDie("fails", func(genericapiserver.PostStartHookContext) error { return errors.New("too slow") })
	server.RunPostStartHooks(t.Context())
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("the hook did not fail")
	}
	select {
	case code := <-exited:
		t.Errorf("the process would have ended with %d", code)
	default:
	}
	exit(3)
	if code := <-exited; code != 3 {
		t.Errorf("outside of a hook the process ends with %d, want 3", code)
	}
}
