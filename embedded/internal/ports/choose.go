package ports

import (
	"fmt"
	"hash/fnv"
	"net"
	"path/filepath"
)

// choose finds a block in which every port is free. Where it starts to look
// depends on the directory, so that labs that are stopped, whose blocks look
// free, are unlikely to be robbed.
func choose(dir string) (Set, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return Set{}, err
	}
	sum := fnv.New32a()
	sum.Write([]byte(absolute))
	start := int(sum.Sum32() % blocks)
	for i := 0; i < blocks; i++ {
		first := firstPort + (start+i)%blocks*blockSize
		if blockFree(first) {
			return setAt(first), nil
		}
	}
	return Set{}, fmt.Errorf("no block of %d free ports between %d and %d: stop another embedded lab",
		blockSize, firstPort, firstPort+blocks*blockSize-1)
}

func setAt(first int) Set {
	return withCharts(Set{
		API:          first,
		Webhook:      first + 1,
		Debug:        first + 2,
		ClusterFirst: first + perBlock,
		ClusterLast:  first + blockSize - 1,
	})
}

// blockFree holds all ports at once while it looks, so that of two labs that
// look at the same time at most one is satisfied.
func blockFree(first int) bool {
	held := make([]net.Listener, 0, blockSize)
	defer func() {
		for _, l := range held {
			l.Close()
		}
	}()
	for port := first; port < first+blockSize; port++ {
		l, err := listen(port)
		if err != nil {
			return false
		}
		held = append(held, l)
	}
	return true
}
