package lab

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	lookAtGarbage = 5 * time.Second
	// spare is how much garbage may gather beside a heap of that size and more,
	// in bytes. Go would let as much gather as there is of what lives, so that a
	// lab with twenty simulated clusters had two gigabytes of it.
	spare = 600 << 20
	// leastShare of what lives may gather in any case while there is much to do:
	// to look through a large heap for little would take the processor.
	leastShare = 50
	// easyPart is the part of the machine's memory up to which a lab may have as
	// much garbage as it has of what lives. Beyond, a fleet of hundreds would take
	// more of the processor for looking through it than for all else.
	easyPart = 8
	// restful is for how long what a lab makes at rest may gather.
	restful = 40 * time.Second
	// leastAtRest is the share of what lives that may gather at rest.
	leastAtRest = 15
)

// boundGarbage collects what nobody needs any more the more often the more a
// lab has, and the less it does. The usual environment variable wins.
func boundGarbage(ctx context.Context) error {
	if os.Getenv("GOGC") != "" {
		<-ctx.Done()
		return nil
	}
	every, set, easy := time.NewTicker(lookAtGarbage), 100, uint64(totalMemory())/easyPart
	defer every.Stop()
	_, before := heap()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
		live, made := heap()
		if share := garbageShare(live, perSecond(made-before), easy); share != set {
			debug.SetGCPercent(share)
			set = share
		}
		before = made
	}
}

// heap tells what lived at the last collection, and what was ever made, in bytes.
func heap() (live, made uint64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64(), samples[1].Value.Uint64()
}

func perSecond(made uint64) uint64 { return made / uint64(lookAtGarbage/time.Second) }

// garbageShare is how much garbage may gather, in percent of what lives, where
// so many bytes a second are made, and so many may be had easily. It goes in
// steps of five, for each change stops the process for a moment.
func garbageShare(live, rate, easy uint64) int {
	if live == 0 {
		return 100
	}
	may := min(live, max(spare, live*leastShare/100, easy-min(easy, live)))
	may = min(may, max(live*leastAtRest/100, rate*uint64(restful/time.Second)))
	return max(int(may*100/live)/5*5, leastAtRest)
}
