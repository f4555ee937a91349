package planner

import (
	"fmt"
	"strconv"
	"strings"
)

// refuseUpgrade says why Kubernetes cannot go from one version to another: it cannot go back, and it cannot skip a minor
// version (Kubernetes version skew policy; Cluster API enforces both). Versions that it cannot read are left to the API.
func refuseUpgrade(from, to string) string {
	old, okOld := parseVersion(from)
	wanted, okWanted := parseVersion(to)
	switch {
	case !okOld || !okWanted:
		return ""
	case less(wanted, old):
		return fmt.Sprintf("kubernetes cannot go back from %s to %s; keep the version, or give the cluster another name", from, to)
	case wanted[1] > old[1]+1:
		return fmt.Sprintf("kubernetes cannot skip minor versions from %s to %s; go to v%d.%d first", from, to, old[0], old[1]+1)
	}
	return ""
}

func parseVersion(text string) (version [3]int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) != 3 {
		return version, false
	}
	for i, part := range parts {
		number, err := strconv.Atoi(part)
		if err != nil {
			return version, false
		}
		version[i] = number
	}
	return version, true
}

func less(a, b [3]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
