package addons

import (
	"context"
	"encoding/base64"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// helmSecret is a revision of a release, as Helm keeps it.
type helmSecret struct {
	Metadata kube.Meta         `json:"metadata"`
	Data     map[string]string `json:"data"`
}

// deployed reads the release that a cluster has, or nil.
func (c *cluster) deployed(ctx context.Context, r release) (*charts.Deployed, error) {
	if c.client == nil {
		return nil, nil
	}
	var newest *helmSecret
	query := kube.Query{Namespace: r.namespace, Labels: "owner=helm,status=deployed,name=" + r.name}
	_, err := kube.List(ctx, c.client, kube.Secrets, query, func(s *helmSecret) {
		if newest == nil || s.revision() > newest.revision() {
			copied := *s
			newest = &copied
		}
	})
	if err != nil || newest == nil {
		return nil, err
	}
	stored, err := base64.StdEncoding.DecodeString(newest.Data["release"])
	if err != nil {
		return nil, err
	}
	return charts.ReadDeployed(stored)
}

func (s *helmSecret) revision() int {
	n, _ := strconv.Atoi(s.Metadata.Labels["version"]) // Helm writes it
	return n
}

// remember takes in what a release has installed: what is not wanted any more goes.
func (c *content) remember(d *charts.Deployed, from string) {
	if d == nil {
		return
	}
	for _, object := range d.Objects {
		c.before[keyOf(object)] = object
		if !keeps(object) {
			apiVersion, _ := object["apiVersion"].(string)
			c.was = append(c.was, installed{key: keyOf(object), apiVersion: apiVersion, from: from})
		}
	}
}

// keeps finds what Helm is told to leave behind.
func keeps(object kube.Object) bool {
	return object.Meta().Annotations["helm.sh/resource-policy"] == "keep"
}
