package record

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Soak is a lab that was edited, broken, killed and put right again for a time, and what it used.
type Soak struct {
	Seed  uint64
	Took  time.Duration
	Done  map[string]int // what was done to it, by its name
	Usage []Usage        // each time the lab was what it was in the beginning
}

// deed is something that is done to a lab.
type deed struct {
	name string
	do   func(*soaking, context.Context) error
}

// The deeds. Often the lab is edited and applied, as people do; what kills the management cluster comes in the first half only, so
// that the second one shows what one process comes to use.
var (
	deeds = []deed{
		{"an edit, applied", (*soaking).edit}, {"an edit, applied", (*soaking).edit},
		{"an apply killed", (*soaking).cut}, {"drift, applied", (*soaking).stray}, {"drift, applied", (*soaking).stray},
	}
	violent = []deed{{"kaaslab-embedded killed", (*soaking).kill}, {"stop and start", (*soaking).restart}}
)

// soaking is a soak under way.
type soaking struct {
	*Site
	r    *rand.Rand
	soak Soak
}

// deedsARound is how many are done before the lab is made what it was in the beginning.
const deedsARound = 3

// Soaked lets a lab be used for a time.
func (s *Site) Soaked(ctx context.Context, seed uint64, lasts time.Duration, told func(string)) (Soak, error) {
	soaking := &soaking{Site: s, r: rand.New(rand.NewPCG(seed, 0)), soak: Soak{Seed: seed, Done: map[string]int{}}}
	begun := time.Now()
	err := soaking.home(ctx, begun)
	for err == nil && time.Since(begun) < lasts {
		choice := deeds
		if time.Since(begun) < lasts/2 {
			choice = append(choice[:len(choice):len(choice)], violent...)
		}
		for range deedsARound {
			d := choice[soaking.r.IntN(len(choice))]
			told(d.name)
			if err = d.do(soaking, ctx); err != nil {
				return soaking.soak, fmt.Errorf("%s: %w", d.name, err)
			}
			soaking.soak.Done[d.name]++
		}
		if err = soaking.home(ctx, begun); err == nil {
			told(fmt.Sprintf("%+v", soaking.soak.Usage[len(soaking.soak.Usage)-1]))
		}
	}
	soaking.soak.Took = time.Since(begun).Round(time.Second)
	return soaking.soak, err
}

// home makes the lab what it was in the beginning, and measures it.
func (s *soaking) home(ctx context.Context, begun time.Time) error {
	if err := s.write(soakLab(nil)); err != nil {
		return err
	}
	if err := errors.Join(s.must(ctx, apply...), s.must(ctx, "plan", "--detailed-exitcode")); err != nil {
		return err
	}
	usage, err := s.use(ctx)
	usage.After = time.Since(begun).Round(time.Second)
	s.soak.Usage = append(s.soak.Usage, usage)
	s.said.Reset()
	return err
}

func (s *soaking) edit(ctx context.Context) error {
	if err := s.write(soakLab(s.r)); err != nil {
		return err
	}
	return s.must(ctx, apply...)
}

// cut kills an apply in its midst.
func (s *soaking) cut(ctx context.Context) error {
	if err := s.write(soakLab(s.r)); err != nil {
		return err
	}
	moment := time.Duration(s.r.IntN(8000)) * time.Millisecond
	_, _, err := s.run(ctx, func(kaaslab *os.Process) { time.AfterFunc(moment, func() { _ = kaaslab.Kill() }) }, apply...)
	return err
}

// ofNobody leaves out what Cluster API copies for a cluster, labels and all: what is gone of that comes back with the cluster only.
const ofNobody = "!topology.cluster.x-k8s.io/owned"

// stray does something to an object of the lab behind kaaslab's back, and applies.
func (s *soaking) stray(ctx context.Context) error {
	client, err := s.reach(ctx)
	if err != nil {
		return err
	}
	of := []string{"clusters", "configmaps", "clusterprofiles", "devmachinetemplates"}[s.r.IntN(4)]
	list, err := client.Resource(resourceOf(of)).List(ctx, metav1.ListOptions{LabelSelector: labLabel + "=" + s.Lab + "," + ofNobody})
	if err != nil || len(list.Items) == 0 {
		return err
	}
	o, beside := list.Items[s.r.IntN(len(list.Items))], *s.Site
	beside.client = client
	if of == "clusters" {
		err = beside.merge(ctx, resourceOf(of), o, map[string]any{"labels": map[string]any{"tier": "drifted"}})
	} else {
		err = beside.where(resourceOf(of), o).Delete(ctx, o.GetName(), metav1.DeleteOptions{})
	}
	if err != nil {
		return err
	}
	return s.must(ctx, apply...)
}

// kill ends the management cluster as a crash would, and applies.
func (s *soaking) kill(ctx context.Context) error {
	pid, err := s.management()
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		return err
	}
	return s.must(ctx, apply...)
}

func (s *soaking) restart(ctx context.Context) error {
	if err := s.must(ctx, stop...); err != nil {
		return err
	}
	return s.must(ctx, start...)
}

// reach returns a client that is not kaaslab.
func (s *Site) reach(ctx context.Context) (dynamic.Interface, error) {
	config, err := s.config(ctx)
	if err != nil {
		return nil, err
	}
	return dynamic.NewForConfig(config)
}

func (s *Site) config(ctx context.Context) (*rest.Config, error) {
	code, path, err := s.run(ctx, nil, "kubeconfig", "--path")
	if err != nil || code != 0 {
		return nil, fmt.Errorf("kaaslab kubeconfig ended with %d: %s (%w)", code, path, err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", lastLine(path))
	if err == nil {
		config.QPS = -1
	}
	return config, err
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// soakLab is a lab file at random, or the one of the beginning.
func soakLab(r *rand.Rand) string {
	if r == nil {
		return fmt.Sprintf(soakFile, 1, "gold", "")
	}
	more := ""
	if r.IntN(2) == 0 {
		more = "- {name: LAB-c, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: 1}]}\n"
	}
	return fmt.Sprintf(soakFile, r.IntN(4), []string{"gold", "silver"}[r.IntN(2)], more)
}

const soakFile = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: LAB
managementCluster: {provider: embedded}
addonProfiles:
- {name: LAB-app, clusterSelector: {matchLabels: {tier: gold}}, manifests: [./app.yaml]}
workloadClusters:
- {name: LAB-a, infrastructure: inMemory, kubernetesVersion: v1.36.1, workers: [{name: md-0, replicas: %d}]}
- {name: LAB-b, infrastructure: simulated, kubernetesVersion: v1.36.1, labels: {tier: %s}}
%s`
