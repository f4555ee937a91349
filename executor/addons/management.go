package addons

import (
	"cmp"
	"context"
	"encoding/base64"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// management is what the management cluster has of add-ons. The zero value is one that has nothing.
type management struct {
	client *kube.Client
	// carried are the manifests of each profile as they were written last.
	carried map[string]map[key]kube.Object
	homes   spec.Homes
	// has is what Sveltos has installed, by cluster and profile.
	has map[string]map[string]*record
	// unread is why nobody knows what Sveltos has installed.
	unread error
}

// record is what Sveltos notes of a profile on a cluster.
type record struct {
	releases []release
	objects  []installed
}

// goneManifest is where an object is from that no manifest of the profile has any more.
const goneManifest = "a manifest that is gone"

// recordOf is empty where Sveltos has nothing.
func (m *management) recordOf(cluster, profile string) *record {
	if r := m.has[cluster][profile]; r != nil {
		return r
	}
	return &record{}
}

type release struct{ namespace, name string }

// lookAtManagement reads it once for all clusters. Where it cannot be read there is nothing to compare with.
func (o *outlook) lookAtManagement(ctx context.Context) management {
	m := management{homes: o.want.Lab.Homes(), carried: map[string]map[key]kube.Object{}, has: map[string]map[string]*record{}}
	if o.access == nil || o.plans(planner.Create, planner.KindManagementCluster, o.want.Lab.ManagementCluster.Name) {
		return m
	}
	client, err := o.access.Client()
	if err != nil {
		m.unread = err
		return m
	}
	m.client = client
	for _, profile := range o.want.Lab.AddonProfiles {
		m.carried[profile.Name] = o.readCarried(ctx, client, profile.Name)
	}
	m.unread = m.readRecords(ctx)
	return m
}

// readCarried reads the ConfigMaps and Secrets of a profile. What is not there was not installed.
func (o *outlook) readCarried(ctx context.Context, client *kube.Client, profile string) map[key]kube.Object {
	attrs := planner.AttrsOf[planner.ClusterProfile](o.want, planner.ID{Kind: planner.KindClusterProfile, Name: profile})
	found := map[key]kube.Object{}
	for _, name := range attrs.ConfigMaps {
		maps.Copy(found, carriedIn(ctx, client, kube.ConfigMaps, name, func(text string) string { return text }))
	}
	for _, name := range attrs.Secrets {
		maps.Copy(found, carriedIn(ctx, client, kube.Secrets, name, decoded))
	}
	return found
}

func decoded(text string) string {
	plain, _ := base64.StdEncoding.DecodeString(text) // what is none was not written by kaaslab
	return string(plain)
}

func carriedIn(ctx context.Context, client *kube.Client, of kube.Resource, name string, plain func(string) string) map[key]kube.Object {
	found := map[key]kube.Object{}
	var carrier kube.Object
	namespace, object := planner.CarrierPlace(name)
	if err := client.Get(ctx, of, namespace, object, &carrier); err != nil {
		return found
	}
	for _, value := range carrier.Map("data") {
		text, _ := value.(string)
		objects, err := charts.Decode(plain(text))
		if err != nil {
			continue // a template of Sveltos
		}
		for _, object := range objects {
			found[keyOf(object)] = object
		}
	}
	return found
}

var configurations = kube.Resource{
	Group: "config.projectsveltos.io", Version: "v1beta1", Kind: "ClusterConfiguration", Plural: "clusterconfigurations", Namespaced: true,
}

// clusterLabel is on each ClusterConfiguration, with the name of its cluster.
const clusterLabel = "projectsveltos.io/cluster-name"

type configuration struct {
	Metadata kube.Meta `json:"metadata"`
	Status   struct {
		OfClusterProfiles []contribution `json:"clusterProfileResources"`
		OfProfiles        []contribution `json:"profileResources"`
	} `json:"status"`
}

// contribution is what a profile has installed on the cluster. Each kind of profile has its own key for the name.
type contribution struct {
	ClusterProfile string `json:"clusterProfileName"`
	Profile        string `json:"profileName"`
	Features       []struct {
		Charts []struct {
			Namespace string `json:"namespace"`
			Release   string `json:"releaseName"`
		} `json:"charts"`
		Resources []struct {
			DeploymentType string `json:"deploymentType"`
			Group          string `json:"group"`
			Version        string `json:"version"`
			Kind           string `json:"kind"`
			Namespace      string `json:"namespace"`
			Name           string `json:"name"`
		} `json:"resources"`
	} `json:"Features"`
}

func (c *contribution) name() string { return cmp.Or(c.ClusterProfile, c.Profile) }

// readRecords reads what Sveltos notes of all clusters. Where there is no Sveltos yet it has noted nothing.
func (m *management) readRecords(ctx context.Context) error {
	_, err := kube.List(ctx, m.client, configurations, kube.Query{Labels: clusterLabel}, func(c *configuration) {
		if cluster := c.Metadata.Labels[clusterLabel]; m.homes.Of(cluster) == c.Metadata.Namespace {
			m.has[cluster] = c.records()
		}
	})
	if kube.IsNotFound(err) {
		return nil
	}
	return err
}

// records takes what both kinds of profiles have installed under one name together: the entry of a lab file that has changed from one
// to the other takes over what is there.
func (c *configuration) records() map[string]*record {
	all := map[string]*record{}
	for _, made := range slices.Concat(c.Status.OfClusterProfiles, c.Status.OfProfiles) {
		if all[made.name()] == nil {
			all[made.name()] = &record{}
		}
		all[made.name()].add(made)
	}
	return all
}

func (r *record) add(made contribution) {
	for _, feature := range made.Features {
		for _, chart := range feature.Charts {
			r.releases = append(r.releases, release{chart.Namespace, chart.Release})
		}
		for _, o := range feature.Resources {
			if of := (kube.Resource{Group: o.Group, Version: o.Version, Kind: o.Kind}); o.DeploymentType != "Local" {
				r.objects = append(r.objects, installed{key: newKey(o.Group, o.Kind, o.Namespace, o.Name), apiVersion: of.APIVersion(), from: goneManifest})
			}
		}
	}
}
