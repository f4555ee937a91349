package record

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// Usage is what a lab uses at a moment: its processes together, its directory, and what is in its management cluster.
type Usage struct {
	After time.Duration
	// Age is how long the management cluster runs by then: with a restart, memory begins anew.
	Age                                    time.Duration
	MemoryMB, Descriptors, Threads, DiskMB int
	// LiveMB is what of the management cluster's memory is in use: the rest waits to be collected, or to be given back.
	LiveMB, Goroutines int
	// Objects are all in the management cluster but Events, which Kubernetes keeps for an hour, and Events are those.
	Objects, Events int
}

// management is the process of the lab's management cluster.
func (s *Site) management() (int, error) {
	var status struct{ PID int }
	text, err := os.ReadFile(filepath.Join(s.state(), "kaaslab", s.Lab, "embedded", "status.json"))
	if err == nil {
		err = json.Unmarshal(text, &status)
	}
	return status.PID, err
}

// use measures the lab.
func (s *soaking) use(ctx context.Context) (Usage, error) {
	u := Usage{}
	pid, err := s.management()
	if err != nil {
		return u, err
	}
	for _, process := range family(pid) {
		descriptors, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", process))
		u.Descriptors += len(descriptors)
		u.MemoryMB += statusOf(process, "VmRSS:") / 1024
		u.Threads += statusOf(process, "Threads:")
	}
	if info, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
		u.Age = time.Since(info.ModTime()).Round(time.Second)
	}
	if u.DiskMB, err = disk(s.state()); err != nil {
		return u, err
	}
	config, err := s.config(ctx)
	if err != nil {
		return u, err
	}
	asked, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return u, err
	}
	if u.LiveMB, u.Goroutines, err = runtimeOf(ctx, asked); err != nil {
		return u, err
	}
	u.Objects, u.Events, err = countObjects(ctx, config, asked)
	return u, err
}

// runtimeOf asks the management cluster what its process holds. All but etcd's files and Sveltos is in this one process.
func runtimeOf(ctx context.Context, asked *discovery.DiscoveryClient) (liveMB, goroutines int, err error) {
	metrics, err := asked.RESTClient().Get().AbsPath("/metrics").DoRaw(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the metrics of the management cluster: %w", err)
	}
	return int(metric(metrics, "go_gc_heap_live_bytes")) >> 20, int(metric(metrics, "go_goroutines")), nil
}

func metric(metrics []byte, name string) float64 {
	for line := range strings.Lines(string(metrics)) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			number, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return number
		}
	}
	return 0
}

// family is a process and its children.
func family(pid int) []int {
	all := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(text)) {
			if number, err := strconv.Atoi(child); err == nil {
				all = append(all, family(number)...)
			}
		}
	}
	return all
}

// statusOf is a number in a process's status, none if it is gone.
func statusOf(pid int, line string) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for l := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(l, line); found {
			number, _ := strconv.Atoi(strings.Fields(value)[0])
			return number
		}
	}
	return 0
}

// disk is what the files below a directory take, in megabytes.
func disk(dir string) (int, error) {
	bytes := int64(0)
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if info, err := entry.Info(); err == nil { // it may be gone by now
			bytes += info.Size()
		}
		return nil
	})
	return int(bytes >> 20), err
}

// countObjects counts what is in the management cluster.
func countObjects(ctx context.Context, config *rest.Config, asked discovery.DiscoveryInterface) (objects, events int, err error) {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return 0, 0, err
	}
	kinds, err := asked.ServerPreferredResources()
	if err != nil {
		return 0, 0, err
	}
	return tally(ctx, client, kinds)
}

func tally(ctx context.Context, client dynamic.Interface, kinds []*metav1.APIResourceList) (objects, events int, err error) {
	for _, served := range discovery.FilteredBy(discovery.SupportsAllVerbs{Verbs: []string{"list", "create"}}, kinds) {
		group, err := schema.ParseGroupVersion(served.GroupVersion)
		if err != nil {
			return 0, 0, err
		}
		for _, kind := range served.APIResources {
			list, err := client.Resource(group.WithResource(kind.Name)).List(ctx, metav1.ListOptions{})
			switch {
			case err != nil:
				return 0, 0, fmt.Errorf("count %s: %w", kind.Name, err)
			case kind.Name == "events":
				events += len(list.Items)
			default:
				objects += len(list.Items)
			}
		}
	}
	return objects, events, nil
}
