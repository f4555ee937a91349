package spec

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func (r *reader) checkDependencies(profiles []AddonProfile) {
	needs, names := map[string][]string{}, []string{}
	homes := map[string]string{}
	for _, p := range profiles {
		homes[p.Name] = p.Namespace
		needs[p.Name] = p.DependsOn
		names = append(names, p.Name)
	}
	for i, p := range profiles {
		at := key("addonProfiles").item(i).key("dependsOn")
		r.repeated(at, p.DependsOn)
		for j, name := range p.DependsOn {
			switch home, isKnown := homes[name]; {
			case name == "" || r.isFull():
			case !isKnown:
				r.refuse(at.item(j), fault.UnknownName, "%s is no profile; %s", quote(name), knownProfiles(name, p.Name, names))
			case home != p.Namespace:
				r.refuse(at.item(j), fault.ConflictingKeys, "%s %s and %s %s, and Sveltos knows dependencies among profiles of one namespace, or of none, only; say the same of both", p.Name, inWords(p.Namespace), name, inWords(home))
			}
		}
	}
	r.checkCycles(profiles, needs)
}

// inWords says where a profile is.
func inWords(namespace string) string {
	if namespace == "" {
		return "has no namespace"
	}
	return "is of namespace " + namespace
}

func knownProfiles(name, self string, names []string) string {
	others := slices.DeleteFunc(slices.Clone(names), func(other string) bool { return other == self || other == "" })
	if len(others) == 0 {
		return "this lab has no other profile"
	}
	if meant := NearMiss(name, others); meant != "" {
		return "did you mean " + meant + "?"
	}
	return "profiles are " + strings.Join(others, ", ")
}

// checkCycles reports each cycle once, where the first of its profiles in the file leads into it.
func (r *reader) checkCycles(profiles []AddonProfile, needs map[string][]string) {
	done := map[string]bool{}
	for i, p := range profiles {
		cycle := findCycle(p.Name, needs, nil, done)
		if cycle == nil || cycle[0] != p.Name {
			continue
		}
		at := key("addonProfiles").item(i).key("dependsOn").item(slices.Index(p.DependsOn, cycle[1]))
		r.refuse(at, fault.Circle, "goes round in a circle: %s; remove one of these", strings.Join(cycle, " -> "))
		for _, name := range cycle {
			done[name] = true
		}
	}
}

// findCycle follows what a profile needs and returns the way back to a profile that it came through. Profiles that
// were found to lead nowhere are done, so each is followed once.
func findCycle(name string, needs map[string][]string, way []string, done map[string]bool) []string {
	if start := slices.Index(way, name); start >= 0 {
		return append(slices.Clone(way[start:]), name)
	}
	if done[name] {
		return nil
	}
	way = append(way, name)
	for _, next := range needs[name] {
		if cycle := findCycle(next, needs, way, done); cycle != nil {
			return cycle
		}
	}
	done[name] = true
	return nil
}
