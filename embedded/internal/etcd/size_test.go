package etcd

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
)

// TestStoreShrinksAfterABurst: hundreds of writes of one object, compacted as
// the API server does, leave a store that is small again.
func TestStoreShrinksAfterABurst(t *testing.T) {
	t.Chdir(t.TempDir())
	s, err := Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	value := bytes.Repeat([]byte("x"), 256<<10)
	var revision int64
	for i := range 300 {
		put, err := s.etcd.Server.Put(context.Background(), &etcdserverpb.PutRequest{Key: fmt.Appendf(nil, "edited/%d", i%3), Value: value})
		if err != nil {
			t.Fatal(err)
		}
		revision = put.Header.Revision
	}
	s.etcd.Server.Backend().ForceCommit()
	before := s.etcd.Server.Backend().Size()
	if before < mostFree*2 {
		t.Fatalf("the burst took only %d bytes", before)
	}
	if _, err := s.etcd.Server.Compact(context.Background(), &etcdserverpb.CompactionRequest{Revision: revision, Physical: true}); err != nil {
		t.Fatal(err)
	}
	for s.etcd.Server.Backend().SizeInUse() > before/4 { // pages are free once no reader may need them
		s.etcd.Server.Backend().ForceCommit()
	}
	if err := s.shrink(); err != nil {
		t.Fatal(err)
	}
	if after := s.etcd.Server.Backend().Size(); after > before/4 {
		t.Errorf("%d bytes shrank to %d only", before, after)
	}
	left, err := s.etcd.Server.Range(context.Background(), &etcdserverpb.RangeRequest{Key: []byte("edited/2")})
	if err != nil || len(left.Kvs) != 1 || !bytes.Equal(left.Kvs[0].Value, value) {
		t.Errorf("what was written last is lost: %v", err)
	}
}
