package controllers

import (
	"context"
	"testing"
	"time"

	inmemoryruntime "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime"
	inmemoryserver "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/server"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/sockets"
)

// TestPortsOfClusters is about what the build changed in the provider's server.
func TestPortsOfClusters(t *testing.T) {
	set, api, err := ports.Claim(t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	first := int32(set.ClusterFirst)
	mux, err := inmemoryserver.NewWorkloadClustersMux(inmemoryruntime.NewManager(workloadScheme), inmemoryserver.ListenHost,
		inmemoryserver.CustomPorts{MinPort: first, MaxPort: first + 2, DebugPort: int32(set.Debug)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := mux.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}()
	if err := sockets.LoopbackOnly(); err != nil {
		t.Error(err)
	}
	expect := func(name string, given, want int32) {
		t.Helper()
		l, err := mux.InitWorkloadClusterListener(name, given)
		if err != nil {
			t.Fatal(err)
		}
		if l.Port() != want || l.Host() != "127.0.0.1" {
			t.Errorf("%s is at %s, want port %d", name, l.HostPort(), want)
		}
	}
	expect("kept", first+1, first+1)
	expect("after the kept one", 0, first+2)
	expect("round the end", 0, first)
	if _, err := mux.InitWorkloadClusterListener("too many", 0); err == nil {
		t.Error("a fourth cluster got one of three ports")
	}
	if err := mux.DeleteWorkloadClusterListener("kept"); err != nil {
		t.Fatal(err)
	}
	expect("after a deletion", 0, first+1)
}
