package labtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/spec"
)

// Cluster is a cluster of a lab.
type Cluster struct {
	Name string
	// Client reaches the cluster's API as its administrator.
	Client kubernetes.Interface
	// Config is for other clients, such as dynamic ones and those of controller-runtime. It does not limit the rate of requests.
	Config *rest.Config
	// Kubeconfig is the path of a file with the same, for programs.
	Kubeconfig string

	lab *Lab
}

// Management is the management cluster, where the objects of Cluster API and Sveltos are.
func (l *Lab) Management() *Cluster {
	l.t.Helper()
	return l.cluster(l.wanted().ManagementCluster.Name)
}

// Cluster is the workload cluster of that name.
func (l *Lab) Cluster(name string) *Cluster {
	l.t.Helper()
	var names []string
	for _, c := range l.wanted().Clusters() {
		if c.Name == name {
			return l.cluster(name)
		}
		names = append(names, c.Name)
	}
	l.t.Fatalf("labtest: lab %q has no workload cluster %q; it has %s", l.wanted().Name, name, strings.Join(names, ", "))
	return nil
}

func (l *Lab) cluster(name string) *Cluster {
	l.t.Helper()
	c, err := l.connect(name)
	if err != nil {
		l.t.Fatalf("labtest: cluster %s: %s", name, fault.Text(err))
	}
	return c
}

func (l *Lab) connect(name string) (*Cluster, error) {
	reached, err := lab.New(l.wanted(), l.where)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := reached.Kubeconfig(name)
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		return nil, fault.Wrap(fault.WrongKubeconfig, err)
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fault.Wrap(fault.WrongKubeconfig, err)
	}
	file, err := reached.KubeconfigFile(name)
	return &Cluster{Name: name, Client: client, Config: config, Kubeconfig: file, lab: l}, err
}

// AwaitAddon waits until an add-on profile is installed on the cluster. One that has failed for too long ends the test with the
// reason.
func (c *Cluster) AwaitAddon(profile string) {
	c.lab.t.Helper()
	failing := failures{patience: c.lab.options.patience}
	c.lab.await(fmt.Sprintf("add-on %s on cluster %s", profile, c.Name), betweenLooks, func(ctx context.Context) (string, error) {
		status, err := c.lab.look(ctx)
		if err != nil {
			return "", err
		}
		if failed := failing.seen(status, time.Now()); failed != nil && failed.addon == (addon{profile, c.Name}) {
			return "", failed
		}
		return c.missing(status, profile)
	})
}

// missing says what keeps a profile from being on the cluster, or nothing.
func (c *Cluster) missing(status lab.Status, profile string) (string, error) {
	if !slices.ContainsFunc(c.lab.wanted().AddonProfiles, func(p spec.AddonProfile) bool { return p.Name == profile }) {
		return "", fault.Errorf(fault.UnknownName, "lab %q has no add-on profile %q", c.lab.wanted().Name, profile)
	}
	for _, cluster := range status.WorkloadClusters {
		if cluster.Name != c.Name {
			continue
		}
		for _, a := range cluster.Addons {
			if a.Profile == profile && a.State == snapshot.Ready {
				return "", nil
			}
			if a.Profile == profile {
				return stateOf(a.State, a.Detail), nil
			}
		}
	}
	return "the profile does not select it", nil
}
