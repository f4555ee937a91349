package integration

import (
	"context"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
)

// definition is where the store has a definition.
const definition = "/registry/apiextensions.k8s.io/customresourcedefinitions/ipaddresses.ipam.cluster.x-k8s.io"

// TestDefinitionThatWasAcceptedAndNotServed is about an API server that was
// killed between the two: the next one would never serve the definition.
func TestDefinitionThatWasAcceptedAndNotServed(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an API server")
	}
	dir := t.TempDir()
	p := start(t, dir, "--controllers=false")
	if code := p.terminate(15 * time.Second); code != 0 {
		t.Fatalf("exit code %d, want 0:\n%s", code, p.tail())
	}
	takeBack(t, dir)
	start(t, dir, "--controllers=false")
}

// takeBack makes the store say what it said a moment before the definition was
// served.
func takeBack(t *testing.T, dir string) {
	t.Helper()
	t.Chdir(dir)
	server, err := etcd.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{etcd.Endpoint}, DialTimeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	found, err := client.Get(ctx, definition)
	if err != nil || len(found.Kvs) != 1 {
		t.Fatalf("%d values at %s (%v)", len(found.Kvs), definition, err)
	}
	served := string(found.Kvs[0].Value)
	accepted := served
	for _, form := range []string{`{"type":"Established","status":"True"`, `"status":"True","type":"Established"`} {
		accepted = strings.ReplaceAll(accepted, form, strings.ReplaceAll(form, "True", "False"))
	}
	if accepted == served {
		t.Fatalf("the store has the definition in another form: %.300s", served[strings.Index(served, "conditions"):])
	}
	if _, err := client.Put(ctx, definition, accepted); err != nil {
		t.Fatal(err)
	}
}
