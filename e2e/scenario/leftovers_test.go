package scenario

import (
	"fmt"
	"net"
	"strings"
)

// containerEnds are the host's ends of the links of all containers, by index: no two have the same, ever.
func containerEnds(l *lab) map[int]string {
	l.Helper()
	interfaces, err := net.Interfaces()
	if err != nil {
		l.Fatal(err)
	}
	ends := map[int]string{}
	for _, i := range interfaces {
		if strings.HasPrefix(i.Name, "veth") {
			ends[i.Index] = i.Name
		}
	}
	return ends
}

// left waits until containers that were killed have left their networks. The kernel takes its time over that: seen were 100
// seconds. Until then they have the addresses of those that were started in their place, and refuse a part of the
// connections that were meant for them. Apply sees it through; who asks afterwards may be refused for as long.
func left(l *lab, ends map[int]string) {
	l.Helper()
	eventually(l, settling, "the killed containers leave their networks", func() error {
		now := containerEnds(l)
		for index, name := range ends {
			if _, still := now[index]; still {
				return fmt.Errorf("%s is still there", name)
			}
		}
		return nil
	})
}
