package planner

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// A profile's manifests travel to Sveltos in ConfigMaps and Secrets, as many as it takes.

// carrier is one of them: its name, and its texts by the files that they come from.
type carrier struct {
	name  string
	group spec.ManifestFile // one of its files, for all that Sveltos is told of them
	files map[string]string
}

func plainPieces(file spec.ManifestFile) []string  { return file.Carried().Plain }
func secretPieces(file spec.ManifestFile) []string { return file.Carried().Secret }

// carriers spreads the pieces of a profile's files in their order, so that the same files always travel in the same way.
func carriers(lab *spec.Lab, profile spec.AddonProfile, pieces func(spec.ManifestFile) []string) []carrier {
	var all []carrier
	var groups []string
	for _, file := range profile.Files {
		if group := carriedAs(file); !slices.Contains(groups, group) {
			groups = append(groups, group)
			all = append(all, carriersOf(lab, profile, pieces, group)...)
		}
	}
	return all
}

// carriedAs names what Sveltos is told of a file: one ConfigMap, and one reference to it, is one thing to all that it holds.
func carriedAs(file spec.ManifestFile) string {
	name := ""
	if file.Template {
		name = ".template"
	}
	for _, field := range slices.Sorted(maps.Keys(file.Reference)) {
		name += "." + strings.ToLower(fmt.Sprint(field, "-", file.Reference[field]))
	}
	return name
}

// referencesOf is what Sveltos is told of the carriers, by their names.
func referencesOf(all []carrier) map[string]map[string]any {
	told := map[string]map[string]any{}
	for _, c := range all {
		if len(c.group.Reference) > 0 {
			told[c.name] = c.group.Reference
		}
	}
	return told
}

func carriersOf(lab *spec.Lab, profile spec.AddonProfile, pieces func(spec.ManifestFile) []string, group string) []carrier {
	var all []carrier
	room := 0
	for i, file := range profile.Files {
		if carriedAs(file) != group {
			continue
		}
		for _, piece := range pieces(file) {
			if len(all) == 0 || len(piece) > room {
				all = append(all, carrier{group: file, files: map[string]string{}})
				room = spec.MostCarried
			}
			room -= len(piece)
			all[len(all)-1].files[fileKey(i, file.Path)] += piece
		}
	}
	for i, name := range carrierNames(lab, profile, len(all)) {
		all[i].name = name + group
	}
	return all
}

// carrierNames counts from the second on, and leaves out what another profile's is called.
func carrierNames(lab *spec.Lab, profile spec.AddonProfile, count int) []string {
	var names []string
	for i := 1; len(names) < count; i++ {
		name := profile.Name
		if i > 1 {
			name = fmt.Sprintf("%s-%d", profile.Name, i)
			if slices.ContainsFunc(lab.AddonProfiles, func(other spec.AddonProfile) bool { return other.Name == name }) {
				continue
			}
		}
		names = append(names, carriedIn(profile.Namespace, lab.Name+"-"+name))
	}
	return names
}

func namesOf(all []carrier) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	return names
}

// mostKey is how long the key of a ConfigMap may be.
const mostKey = 253

// fileKey names a file as a ConfigMap can, which knows few characters. The number keeps the order, and equal names apart.
func fileKey(number int, path string) string {
	key := fmt.Sprintf("%02d-", number) + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, path[strings.LastIndex(path, "/")+1:])
	return key[:min(len(key), mostKey)]
}
