package operation

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/snapshot"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Entry is a lab of this machine, as far as it can be told without its file. Its JSON is an interface.
type Entry struct {
	Name              string `json:"name"`
	State             string `json:"state"` // of the management cluster
	Detail            string `json:"detail,omitempty"`
	ManagementCluster string `json:"managementCluster,omitempty"`
	Provider          string `json:"provider,omitempty"`
	// Clusters are the workload clusters of which something is on this machine: a kubeconfig, or containers.
	Clusters []string   `json:"workloadClusters"`
	Made     *time.Time `json:"made,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Disk     int64      `json:"diskBytes"`             // of the lab's files on this machine
	Memory   int64      `json:"memoryBytes,omitempty"` // of an embedded lab that runs
	File     string     `json:"file,omitempty"`        // that the lab was applied with last
	FileLost bool       `json:"fileLost,omitempty"`
}

// UnknownEntry is a lab of which there is something, and nothing says where its management cluster is.
func UnknownEntry(dir statedir.Dir, why string) Entry {
	return Entry{Name: dir.Lab(), State: snapshot.Unknown, Detail: why, Clusters: kubeconfigs(dir, ""), Made: madeAt(dir), Disk: sizeOf(dir.Path())}
}

// Entry looks at the lab as a list of all labs shows it, at its management cluster only.
func (l *Lab) Entry(ctx context.Context) Entry {
	m := l.Spec.ManagementCluster
	e := Entry{
		Name: l.Spec.Name, ManagementCluster: m.Name, Provider: string(m.Provider),
		Clusters: kubeconfigs(l.Dir, m.Name), Made: madeAt(l.Dir), Disk: sizeOf(l.Dir.Path()), File: l.File,
	}
	if expiry, err := ExpiryOf(l.Dir); err == nil && !expiry.At.IsZero() {
		e.Expires = &expiry.At
	}
	if e.File != "" && e.File != "-" {
		_, err := os.Stat(e.File)
		e.FileLost = err != nil
	}
	if _, err := executor.Identify(ctx, l.Spec, l.Handlers, func(string) {}); err != nil {
		e.State, e.Detail = snapshot.Unknown, fault.Text(err)
		return e
	}
	e.State, e.Detail = l.managementState(ctx)
	e.addNodes(ctx, l)
	if l.Memory != nil && m.Provider == spec.ProviderEmbedded {
		e.Memory, _ = l.Memory() // what cannot be told is left out
	}
	return e
}

func (l *Lab) managementState(ctx context.Context) (state, detail string) {
	found, err := l.Handlers[planner.KindManagementCluster].Observe(ctx, l.Spec)
	if err != nil {
		return snapshot.Unknown, fault.Text(executor.Classify(planner.KindManagementCluster, err))
	}
	state = snapshot.Missing
	for _, o := range found {
		if o.ID.Name != l.Spec.ManagementCluster.Name {
			continue
		}
		states := map[planner.Phase]string{
			planner.Ready: snapshot.Ready, planner.NotReady: snapshot.NotReady, planner.Stopped: snapshot.Stopped, planner.Deleting: snapshot.Deleting,
		}
		state, detail = states[o.Phase], o.Detail
	}
	return state, detail
}

// addNodes adds the clusters whose containers are on Docker, with or without a kubeconfig. Without Docker there are none to be seen.
func (e *Entry) addNodes(ctx context.Context, l *Lab) {
	if l.Spec.ManagementCluster.Provider != spec.ProviderK3d || l.Handlers[planner.KindNodes] == nil {
		return
	}
	found, err := l.Handlers[planner.KindNodes].Observe(ctx, l.Spec)
	if err != nil {
		return
	}
	for _, o := range found {
		if o.Owner == l.Spec.Name && !slices.Contains(e.Clusters, o.ID.Name) {
			e.Clusters = append(e.Clusters, o.ID.Name)
		}
	}
	slices.Sort(e.Clusters)
}

// kubeconfigs lists the clusters that have a file, without the management cluster.
func kubeconfigs(dir statedir.Dir, management string) []string {
	clusters := []string{}
	entries, _ := os.ReadDir(dir.Kubeconfigs())
	for _, entry := range entries {
		if name, is := strings.CutSuffix(entry.Name(), ".kubeconfig"); is && name != management {
			clusters = append(clusters, name)
		}
	}
	return clusters
}

// madeAt is when the lab was made, by the oldest note of it.
func madeAt(dir statedir.Dir) *time.Time {
	var oldest *time.Time
	for _, known := range KnownLabs(dir) {
		if made, err := time.Parse(time.RFC3339, known.Made); err == nil && (oldest == nil || made.Before(*oldest)) {
			oldest = &made
		}
	}
	return oldest
}

// sizeOf is what the files of a directory take. What goes away meanwhile, or is another user's, does not count.
func sizeOf(path string) int64 {
	var size int64
	_ = filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // see above
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
