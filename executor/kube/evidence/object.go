package evidence

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// groups are the ends of the API groups whose objects are looked at, with all kinds that there are in them.
var groups = []string{"cluster.x-k8s.io", "projectsveltos.io"}

// plain are the kinds of Kubernetes itself that show how the controllers are.
var plain = []kube.Resource{
	{Version: "v1", Kind: "Node", Plural: "nodes"},
	kube.Pods,
	kube.Deployments,
}

// Objects adds a file for each kind that has objects.
func (c Cluster) Objects(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	kinds, err := served(ctx, client)
	if err != nil {
		return err
	}
	if c.Own {
		kinds = append(kinds, plain...)
	}
	for _, of := range kinds {
		name := of.Plural
		if of.Group != "" {
			name += "." + of.Group
		}
		if err := c.list(ctx, client, of, name, into); err != nil {
			into.Missing(name, err)
		}
	}
	return nil
}

func (c Cluster) list(ctx context.Context, client *kube.Client, of kube.Resource, name string, into executor.Evidence) error {
	objects := []kube.Object{}
	err := list(ctx, c, client, of, func(object *kube.Object) {
		delete(object.Map("metadata"), "managedFields") // long, and nothing in it tells what is wrong
		objects = append(objects, *object)
	})
	if err == nil && len(objects) > 0 {
		into.File("management/objects/"+name+".yaml", map[string]any{"apiVersion": of.APIVersion(), "kind": of.Kind + "List", "items": objects})
	}
	return kube.WithoutKind(err)
}

type groupList struct {
	Groups []struct {
		Name             string `json:"name"`
		PreferredVersion struct {
			GroupVersion string `json:"groupVersion"`
		} `json:"preferredVersion"`
	} `json:"groups"`
}

type kindList struct {
	Resources []struct {
		Name       string   `json:"name"`
		Kind       string   `json:"kind"`
		Namespaced bool     `json:"namespaced"`
		Verbs      []string `json:"verbs"`
	} `json:"resources"`
}

// served asks the server which kinds there are, for they come with providers that kaaslab need not know.
func served(ctx context.Context, client *kube.Client) ([]kube.Resource, error) {
	var list groupList
	if err := read(ctx, client, "/apis", &list); err != nil {
		return nil, err
	}
	var kinds []kube.Resource
	for _, group := range list.Groups {
		if !slices.ContainsFunc(groups, func(end string) bool { return strings.HasSuffix(group.Name, end) }) {
			continue
		}
		var found kindList
		if err := read(ctx, client, path.Join("/apis", group.PreferredVersion.GroupVersion), &found); err != nil {
			return nil, err
		}
		version := path.Base(group.PreferredVersion.GroupVersion)
		for _, r := range found.Resources {
			if slices.Contains(r.Verbs, "list") {
				kinds = append(kinds, kube.Resource{Group: group.Name, Version: version, Kind: r.Kind, Plural: r.Name, Namespaced: r.Namespaced})
			}
		}
	}
	return kinds, nil
}

func read(ctx context.Context, client *kube.Client, at string, into any) error {
	data, err := client.Fetch(ctx, at, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s: %w", at, err)
	}
	return nil
}
