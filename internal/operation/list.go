package operation

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// Names are those of all labs of which there is anything on this machine.
func (m *Machine) Names(ctx context.Context) []string {
	names := append(m.Home.Labs(), m.OnDocker(ctx)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// lookAtOnce bounds how many labs are looked at at the same time, and lookFor how long one may keep the others waiting.
const (
	lookAtOnce = 8
	lookFor    = 10 * time.Second
)

// List looks at all labs of this machine, also those whose lab file is lost.
func (m *Machine) List(ctx context.Context) []snapshot.Entry {
	names := m.Names(ctx)
	entries := make([]snapshot.Entry, len(names))
	turn := make(chan struct{}, lookAtOnce)
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			ctx, cancel := context.WithTimeout(ctx, lookFor)
			defer cancel()
			entries[i] = m.entry(ctx, name)
		})
	}
	all.Wait()
	return entries
}

func (m *Machine) entry(ctx context.Context, name string) snapshot.Entry {
	dir, err := m.Home.Of(name)
	if err != nil {
		return snapshot.Entry{Name: name, State: snapshot.Unknown, Detail: fault.Text(err), Clusters: []string{}}
	}
	l, err := m.OpenByName(ctx, ByName{Lab: name})
	if err != nil {
		why := "nothing says where its management cluster is: " + fault.Text(err)
		return snapshot.Entry{Name: name, State: snapshot.Unknown, Detail: why, Clusters: kubeconfigs(dir, ""), Made: madeAt(dir), Disk: sizeOf(dir.Path())}
	}
	return l.entry(ctx)
}

// entry looks at the management cluster only.
func (l *Lab) entry(ctx context.Context) snapshot.Entry {
	m := l.Spec.ManagementCluster
	e := snapshot.Entry{
		Name: l.Spec.Name, ManagementCluster: m.Name, Provider: string(m.Provider),
		Clusters: kubeconfigs(l.Dir, m.Name), Made: madeAt(l.Dir), Disk: sizeOf(l.Dir.Path()), File: l.File,
	}
	if expiry, err := ExpiryOf(l.Dir); err == nil && !expiry.At.IsZero() {
		e.Expires = &expiry.At
	}
	if e.File != "" && e.File != "-" {
		e.FileLost = !statedir.IsThere(e.File)
	}
	if _, err := executor.Identify(ctx, l.Spec, l.Handlers, func(string) {}); err != nil {
		e.State, e.Detail = snapshot.Unknown, fault.Text(err)
		return e
	}
	e.State, e.Detail = l.managementState(ctx)
	if halfLoaded(l.Dir) {
		e.State, e.Detail = snapshot.NotReady, "it was not loaded to its end; destroy it, and load it again"
	}
	e.Clusters = l.withNodes(ctx, e.Clusters)
	if l.Memory != nil {
		e.Memory, _ = l.Memory() // what cannot be told is left out
	}
	return e
}

func (l *Lab) managementState(ctx context.Context) (state, detail string) {
	found, err := l.Handlers[planner.KindManagementCluster].Observe(ctx, planner.Want(l.Spec))
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

// withNodes adds the clusters whose containers are on Docker, with or without a kubeconfig. Without Docker there are none to be seen.
func (l *Lab) withNodes(ctx context.Context, clusters []string) []string {
	if !l.Spec.ManagementCluster.Provider.OnDocker() || l.Handlers[planner.KindNodes] == nil {
		return clusters
	}
	found, err := l.Handlers[planner.KindNodes].Observe(ctx, planner.Want(l.Spec))
	if err != nil {
		return clusters
	}
	for _, o := range found {
		if o.Owner == l.Spec.Name && !slices.Contains(clusters, o.ID.Name) {
			clusters = append(clusters, o.ID.Name)
		}
	}
	slices.Sort(clusters)
	return clusters
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
