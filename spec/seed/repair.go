package seed

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// repair reads the lab as kaaslab will, finds for each problem what it is from, and leaves that out, until the lab is valid.
// So whatever a lab file does not take, now or later, never ends the rest.
func (c *conversion) repair() error {
	for c.isLab() {
		var text bytes.Buffer
		if err := c.draft().Write(&text); err != nil {
			return err
		}
		_, _, err := spec.Parse("lab.yaml", text.Bytes(), c.result.Files.Read)
		var invalid *spec.Invalid
		if !errors.As(err, &invalid) {
			return err
		}
		if r := (&round{conversion: c}); !r.mend(invalid.Problems) {
			return withoutPlaces(err)
		}
	}
	return nil
}

// withoutPlaces takes the places off problems that nobody can be blamed for: they are in a text that nobody can see.
func withoutPlaces(err error) error {
	var invalid *spec.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	problems := slices.Clone(invalid.Problems)
	for i := range problems {
		problems[i].File, problems[i].Line, problems[i].Column = "the lab file that it would make", 0, 0
	}
	return &spec.Invalid{Problems: problems}
}

// round is one reading: what is to go is collected, for places are numbers of the lists as they were read.
type round struct {
	*conversion
	gone bool // whether anything is left out

	clusters, profiles, management, installs map[int]bool
	pools, charts, files, has                map[[2]int]bool // of an entry, by both numbers; has are dependencies
}

var (
	entryPlace = regexp.MustCompile(`^(addonProfiles|workloadClusters)\[(\d+)\]\.?(.*)$`)
	itemPlace  = regexp.MustCompile(`^(helmCharts|manifests|dependsOn|workers)\[(\d+)\]\.?(.*)$`)
)

// mend leaves out what problems are about, and reports whether there was anything.
func (r *round) mend(problems spec.Problems) bool {
	r.clusters, r.profiles, r.management, r.installs = map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}
	r.pools, r.charts, r.files, r.has = map[[2]int]bool{}, map[[2]int]bool{}, map[[2]int]bool{}, map[[2]int]bool{}
	for _, p := range problems {
		entry := entryPlace.FindStringSubmatch(p.Path)
		switch {
		case p.Path == "addonProfiles" || p.Path == "workloadClusters":
			r.tooMany(p)
		case entry == nil && r.providerProblem(p):
		case entry == nil:
			r.managementProblem(p)
		case entry[1] == "addonProfiles":
			i, _ := strconv.Atoi(entry[2])
			r.profileProblem(i, entry[3], p)
		default:
			i, _ := strconv.Atoi(entry[2])
			r.clusterProblem(i, entry[3], p)
		}
	}
	r.remove()
	return r.gone
}

// tooMany leaves out the last of a list that is too long.
func (r *round) tooMany(p spec.Problem) {
	if last := len(r.conversion.profiles) - 1; p.Path == "addonProfiles" && last >= 0 {
		r.dropProfile(last, "a lab file has no room for it: addonProfiles "+p.Reason)
	}
	if last := len(r.conversion.clusters) - 1; p.Path == "workloadClusters" && last >= 0 {
		r.dropCluster(last, "a lab file has no room for it: workloadClusters "+p.Reason)
	}
}

func (r *round) dropProfile(i int, why string) {
	e := r.conversion.profiles[i]
	r.profiles[i] = true
	r.lose(e.from, e.from.line(), "is left out: %s", why)
}

func (r *round) dropCluster(i int, why string) {
	e := r.conversion.clusters[i]
	r.clusters[i] = true
	r.lose(e.from, e.from.line(), "is left out: %s", why)
}

func (r *round) profileProblem(i int, at string, p spec.Problem) {
	e := r.conversion.profiles[i]
	item := itemPlace.FindStringSubmatch(at)
	if item == nil {
		r.dropProfile(i, withKey(at, r.reason(p)))
		return
	}
	j, _ := strconv.Atoi(item[2])
	switch item[1] {
	case "helmCharts":
		r.charts[[2]int{i, j}] = true
		part := e.charts[j]
		r.lose(part, part.line(chartKeys[item[3]]), "its chart %s is left out: %s", e.HelmCharts[j].Chart, withKey(chartKeyOf(item[3]), r.reason(p)))
	case "manifests":
		r.files[[2]int{i, j}] = true
		r.fileProblem(e, e.Manifests[j], p)
	case "dependsOn":
		r.has[[2]int{i, j}] = true
		r.lose(e.from, e.from.line("spec", "dependsOn"), "dependsOn %s, %s", e.DependsOn[j], r.needReason(e.DependsOn[j], p))
	}
}

// chartKeys are the names that keys of a chart have in Sveltos.
var chartKeys = map[string]string{"repositoryURL": "repositoryURL", "chart": "chartName", "version": "chartVersion", "release": "releaseName", "namespace": "releaseNamespace", "values": "values"}

func chartKeyOf(key string) string {
	if name := chartKeys[key]; name != "" {
		return name
	}
	return key
}

func withKey(key, reason string) string {
	if key == "" {
		return reason
	}
	return key + " " + reason
}

func (r *round) needReason(name string, p spec.Problem) string {
	if p.Code != fault.UnknownName {
		return "which " + r.reason(p)
	}
	for _, o := range r.objects {
		if isProfile(o) && o.name == name {
			return "which is left out"
		}
	}
	return "which is not in the files"
}

// fileProblem says what is wrong with a manifest, at its place in the file that it is from.
func (r *round) fileProblem(e *profileEntry, path string, p spec.Problem) {
	m := r.origins[path]
	line, reason := m.line, r.reason(p)
	place := regexp.MustCompile(`^(?:file )?"?` + regexp.QuoteMeta(path) + `"?(?::(\d+))?(?::\d+)?:? `)
	if found := place.FindStringSubmatch(reason); found != nil {
		reason = reason[len(found[0]):]
		if inner, err := strconv.Atoi(found[1]); err == nil && m.node != nil {
			line = insideOf(m.node)(inner)
		}
	}
	if p.Code == fault.WrongManifest {
		r.lose(m.from, line, "%s is left out: it %s", m.key, reason)
		return
	}
	r.lose(m.from, line, "%s is left out of profile %s: it %s", m.key, e.Name, reason)
}

var (
	otherPlace = regexp.MustCompile(`(addonProfiles|workloadClusters)\[(\d+)\]`)
	innerPlace = regexp.MustCompile(`(helmCharts|workers)\[(\d+)\]`)
)

// reason is what is wrong, with the objects of the files in place of places in a text that nobody can see.
func (r *round) reason(p spec.Problem) string {
	entry := entryPlace.FindStringSubmatch(p.Path)
	reason := otherPlace.ReplaceAllStringFunc(p.Reason, func(place string) string {
		parts := otherPlace.FindStringSubmatch(place)
		i, _ := strconv.Atoi(parts[2])
		if o := r.fromOf(parts[1], i); o != nil {
			return fmt.Sprintf("%s (%s)", o, o.place())
		}
		return place
	})
	return innerPlace.ReplaceAllStringFunc(reason, func(place string) string {
		parts := innerPlace.FindStringSubmatch(place)
		j, _ := strconv.Atoi(parts[2])
		i, _ := strconv.Atoi(entry[2])
		switch {
		case parts[1] == "helmCharts" && entry[1] == "addonProfiles" && j < len(r.conversion.profiles[i].HelmCharts):
			return "chart " + r.conversion.profiles[i].HelmCharts[j].Chart
		case parts[1] == "workers" && entry[1] == "workloadClusters" && j < len(r.conversion.clusters[i].pools):
			return "pool " + r.conversion.clusters[i].Workers[j].Name
		}
		return place
	})
}

func (r *round) fromOf(list string, i int) *object {
	switch {
	case list == "addonProfiles" && i < len(r.conversion.profiles):
		return r.conversion.profiles[i].from
	case list == "workloadClusters" && i < len(r.conversion.clusters):
		return r.conversion.clusters[i].from
	}
	return nil
}
