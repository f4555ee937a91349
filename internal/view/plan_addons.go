package view

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

type addonJSON struct {
	Profile           string        `json:"profile"`
	Cluster           string        `json:"cluster"`
	KubernetesVersion string        `json:"kubernetes_version,omitempty"`
	Compared          bool          `json:"compared"`
	Same              int           `json:"same"`
	Objects           []addonObject `json:"objects"`
	Notes             []string      `json:"notes"`
}

type addonObject struct {
	Action     planner.Action   `json:"action"`
	APIVersion string           `json:"api_version"`
	Kind       string           `json:"kind"`
	Namespace  string           `json:"namespace,omitempty"`
	Name       string           `json:"name"`
	From       string           `json:"from"`
	Changes    []planner.Change `json:"changes,omitempty"`
}

func addonOf(f planner.Forecast) addonJSON {
	addon := addonJSON{
		Profile: f.Profile, Cluster: f.Cluster, KubernetesVersion: f.KubernetesVersion, Compared: f.Compared, Same: f.Same,
		Objects: make([]addonObject, len(f.Objects)), Notes: append([]string{}, f.Notes...),
	}
	for i, o := range f.Objects {
		addon.Objects[i] = addonObject(o)
	}
	return addon
}

// forecasts writes what add-ons will do. Clusters on which a profile does the same share it, unless full asks for each.
func (t *planText) forecasts(all []planner.Forecast, full bool) {
	if len(all) == 0 {
		return
	}
	t.WriteString(t.style.paint(bold, "Add-ons:") + "\n")
	for _, group := range equalForecasts(all, full) {
		t.forecast(group)
	}
	t.WriteByte('\n')
}

func equalForecasts(all []planner.Forecast, full bool) [][]planner.Forecast {
	var groups [][]planner.Forecast
	for _, f := range all {
		i := len(groups) - 1
		for i >= 0 && (full || !doesTheSame(groups[i][0], f)) {
			i--
		}
		if i < 0 {
			groups = append(groups, []planner.Forecast{f})
			continue
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func doesTheSame(a, b planner.Forecast) bool {
	a.Cluster, a.KubernetesVersion = b.Cluster, b.KubernetesVersion
	return reflect.DeepEqual(a, b)
}

func (t *planText) forecast(group []planner.Forecast) {
	f, clusters := group[0], make([]string, len(group))
	for i := range group {
		clusters[i] = group[i].Cluster
	}
	title := fmt.Sprintf("  %s on %s: %s", f.Profile, words.Some(clusters, words.Most), outcome(f))
	t.WriteString(title + "\n")
	for _, o := range f.Objects {
		t.forecastObject(o)
	}
	for _, note := range f.Notes {
		for i, line := range wrap(note, t.style.lineWidth()-10) {
			label := "          "
			if i == 0 {
				label = t.style.paint(yellow, "    note: ")
			}
			t.WriteString(label + line + "\n")
		}
	}
}

func (t *planText) forecastObject(o planner.ForecastObject) {
	m := markOf(planner.Step{Action: o.Action})
	head := fmt.Sprintf("  %s %s", t.style.paint(m.colour, pad(m.symbol, 3)), o.Title())
	t.WriteString(head + "  " + t.style.paint(dim, o.From) + "\n")
	for _, c := range o.Changes {
		for _, line := range wrap(c.String(), t.style.changeWidth()) {
			t.WriteString(strings.Repeat(" ", changeIndent) + t.style.paint(m.colour, line) + "\n")
		}
	}
}

// outcome says how many objects come, change, go and stay.
func outcome(f planner.Forecast) string {
	number := map[planner.Action]int{}
	for _, o := range f.Objects {
		number[o.Action]++
	}
	var parts []string
	for _, part := range []struct {
		count int
		words string
	}{
		{number[planner.Create], "to create"}, {number[planner.Update], "to change"}, {number[planner.Delete], "to remove"}, {f.Same, "as they are"},
	} {
		if part.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.words))
		}
	}
	switch {
	case len(parts) == 0:
		return "no object is known"
	case !f.Compared:
		return strings.Join(parts, ", ") + ", not compared"
	}
	return strings.Join(parts, ", ")
}
