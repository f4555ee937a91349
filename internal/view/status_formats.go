package view

import (
	"encoding/json"
	"fmt"
	"io"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// StatusJSON writes a status for machines.
func StatusJSON(w io.Writer, s snapshot.Status) error {
	s.FormatVersion = FormatVersion
	return writeJSON(w, s)
}

// StatusYAML writes what StatusJSON writes as YAML.
func StatusYAML(w io.Writer, s snapshot.Status) error {
	s.FormatVersion = FormatVersion
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	text, err := yaml.JSONToYAML(data)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// StatusNames writes kind/name of what is there, one a line.
func StatusNames(w io.Writer, s snapshot.Status) error {
	names := []string{}
	add := func(kind, name, state string) {
		if state != snapshot.Missing && state != snapshot.Unknown {
			names = append(names, kind+"/"+name)
		}
	}
	add("managementCluster", s.ManagementCluster.Name, s.ManagementCluster.State)
	for _, c := range s.WorkloadClusters {
		add("workloadCluster", c.Name, c.State)
	}
	for _, p := range s.AddonProfiles {
		add("clusterProfile", p.Name, p.State)
	}
	for _, name := range names {
		if _, err := fmt.Fprintln(w, name); err != nil {
			return err
		}
	}
	return nil
}
