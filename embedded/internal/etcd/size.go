package etcd

import (
	"log"
	"time"
)

const (
	lookEvery = 5 * time.Minute // the API server compacts as often
	mostFree  = 32 << 20
)

// keepSmall gives the disk back what a burst of writes took for a time. What
// the API server compacts is used again, but the file never shrinks by itself.
func (s *Server) keepSmall() {
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	for {
		if err := s.shrink(); err != nil {
			log.Printf("the store keeps its size: %v", err)
		}
		select {
		case <-every.C:
		case <-s.etcd.Server.StopNotify():
			return
		}
	}
}

// shrink writes the store anew when it is mostly free. Writes wait meanwhile,
// so it is done for what is worth it.
func (s *Server) shrink() error {
	store := s.etcd.Server.Backend()
	if free := store.Size() - store.SizeInUse(); free < mostFree || free < store.SizeInUse() {
		return nil
	}
	return store.Defrag()
}
