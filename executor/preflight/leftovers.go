package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

// checkLeftovers lists what labs without files on this machine have on Docker. It may be somebody else's who works
// elsewhere, so that nobody but a person can tell whether it may go.
func checkLeftovers(ctx context.Context, l *look) []executor.Finding {
	if l.docker == nil {
		return nil
	}
	owned, err := l.owned(ctx)
	if err != nil {
		return unknown("other labs", err)
	}
	var findings []executor.Finding
	for _, lab := range slices.Sorted(maps.Keys(owned)) {
		if dir, err := l.dir.Beside(lab); err != nil || dir.Exists() || l.Lab != nil && l.Lab.Name == lab {
			continue
		}
		findings = append(findings, warning("other labs",
			fmt.Sprintf("lab %q has no files here, and has left on Docker: %s", lab, words.Some(owned[lab], words.Most)),
			fmt.Sprintf("if it is nobody's any more, `kaaslab destroy` with a lab file that names it %s removes it", lab))...)
	}
	if len(findings) == 0 {
		return fine("other labs", "have left nothing on Docker")
	}
	return findings
}

// owned lists by lab what carries a lab's label.
func (l *look) owned(ctx context.Context) (map[string][]string, error) {
	owned := map[string][]string{}
	add := func(labels map[string]string, what string) {
		if lab := labels[planner.LabLabel]; lab != "" {
			owned[lab] = append(owned[lab], what)
		}
	}
	containers, err := engine.Containers(ctx, l.api, "label", planner.LabLabel)
	if err != nil {
		return nil, err
	}
	for _, c := range containers {
		add(c.Labels, "container "+engine.Name(c))
	}
	labelled := filters.NewArgs(filters.Arg("label", planner.LabLabel))
	networks, err := l.api.NetworkList(ctx, network.ListOptions{Filters: labelled})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	for _, n := range networks {
		add(n.Labels, "network "+n.Name)
	}
	volumes, err := l.api.VolumeList(ctx, volume.ListOptions{Filters: labelled})
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	for _, v := range volumes.Volumes {
		add(v.Labels, "volume "+v.Name)
	}
	return owned, nil
}
