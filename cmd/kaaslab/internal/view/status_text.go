package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// StatusJSON writes a status for machines.
func StatusJSON(w io.Writer, s snapshot.Status) error {
	s.FormatVersion = FormatVersion
	return writeJSON(w, s)
}

// StatusText writes a status for people.
func StatusText(w io.Writer, s snapshot.Status, style Style) error {
	parts := []string{
		style.paint(bold, fmt.Sprintf("Lab %q", s.Lab)) + "\n",
		managementText(s.ManagementCluster, style),
		clustersText(s.WorkloadClusters, style),
		profilesText(s.AddonProfiles, style),
		problemsText(s.Problems, style),
	}
	parts = without(parts, "")
	_, err := io.WriteString(w, strings.Join(parts, "\n"))
	return err
}

func managementText(m snapshot.Management, style Style) string {
	rows := [][]string{
		{"management cluster", fmt.Sprintf("%s (%s)", m.Name, m.Provider)},
		{"state", withDetail(m.State, m.Detail)},
	}
	if m.Kubeconfig != "" {
		rows = append(rows, []string{"kubeconfig", m.Kubeconfig})
	}
	for i, p := range m.Providers {
		label := ""
		if i == 0 {
			label = "providers"
		}
		rows = append(rows, []string{label, providerText(p)})
	}
	return table(rows, style)
}

// providerText tells the two kubeadm providers apart by their type, which is written as in CoreProvider.
func providerText(p snapshot.Provider) string {
	return fmt.Sprintf("%s %s (%s)", p.Name, p.Version, strings.ToLower(strings.TrimSuffix(p.Type, "Provider")))
}

func withDetail(state, detail string) string {
	if detail == "" {
		return state
	}
	return state + ": " + oneLine(detail)
}

func clustersText(clusters []snapshot.Cluster, style Style) string {
	if len(clusters) == 0 {
		return ""
	}
	rows := [][]string{{"CLUSTER", "VERSION", "CONTROL PLANE", "WORKERS", "STATE", "WAITING FOR"}}
	for _, c := range clusters {
		rows = append(rows, []string{
			c.Name, orDash(c.KubernetesVersion), replicas(c.ControlPlane, c), replicas(c.Workers, c), c.State,
			orDash(oneLine(c.WaitingFor)),
		})
	}
	return table(rows, style)
}

// replicas writes ready/wanted, or a dash where nothing is known.
func replicas(r planner.Replicas, c snapshot.Cluster) string {
	if c.State == snapshot.Missing || c.State == snapshot.Unknown {
		return "-"
	}
	return fmt.Sprintf("%d/%d", r.Ready, r.Wanted)
}

// mostNames is how many clusters of a profile are named; the rest is counted.
const mostNames = 5

func profilesText(profiles []snapshot.Profile, style Style) string {
	if len(profiles) == 0 {
		return ""
	}
	rows := [][]string{{"PROFILE", "STATE", "MATCHING CLUSTERS"}}
	var notes []string
	for _, p := range profiles {
		rows = append(rows, []string{p.Name, p.State, someNames(p.Clusters)})
		if p.Note != "" {
			notes = append(without(notes, p.Note), p.Note)
		}
	}
	text := table(rows, style)
	for _, note := range notes {
		text += style.paint(yellow, "note: ") + note + "\n"
	}
	return text
}

func someNames(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	if len(names) <= mostNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), len(names)-mostNames)
}

func problemsText(problems []string, style Style) string {
	text := ""
	for _, problem := range problems {
		text += style.paint(red, "problem: ") + oneLine(problem) + "\n"
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
