package planner

import (
	"slices"
	"strconv"
	"strings"
)

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

// compareVersions orders versions; what is none comes first.
func compareVersions(a, b string) int {
	one, _ := parseVersion(a)
	other, _ := parseVersion(b)
	return slices.Compare(one[:], other[:])
}

func minorOf(version string) int {
	parsed, _ := parseVersion(version)
	return parsed[1]
}

func goesBack(from, to string) bool { return areVersions(from, to) && compareVersions(to, from) < 0 }

func skipsMinor(from, to string) bool { return areVersions(from, to) && minorOf(to) > minorOf(from)+1 }

func areVersions(a, b string) bool {
	_, one := parseVersion(a)
	_, other := parseVersion(b)
	return one && other
}
