package helm

import (
	"context"
	"fmt"

	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/executor/kube"
)

var (
	deploymentResource = kube.Resource{Group: "apps", Version: "v1", Kind: "Deployment", Plural: "deployments", Namespaced: true}
	definitionResource = kube.Resource{
		Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition", Plural: "customresourcedefinitions"}
)

// profileKind is the definition that profiles need.
const profileKind = "clusterprofiles.config.projectsveltos.io"

// releaseAnnotation is how helm marks what belongs to a release.
const releaseAnnotation = "meta.helm.sh/release-name"

type deployment struct {
	Metadata struct {
		kube.Meta
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Spec struct {
		Replicas *int `json:"replicas"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64           `json:"observedGeneration"`
		Updated            int             `json:"updatedReplicas"`
		Available          int             `json:"availableReplicas"`
		Conditions         kube.Conditions `json:"conditions"`
	} `json:"status"`
}

// deployments lists the release's Deployments by name. Agents that Sveltos starts by itself are not among them.
func (h *Handler) deployments(ctx context.Context) (map[string]deployment, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, err
	}
	found := map[string]deployment{}
	_, err = kube.List(ctx, client, deploymentResource, kube.Query{Namespace: namespace}, func(live *deployment) {
		if live.Metadata.Annotations[releaseAnnotation] == releaseName {
			found[live.Metadata.Name] = *live
		}
	})
	return found, err
}

// missing names a Deployment of the chart that is not there, or nothing.
func (h *Handler) missing(ctx context.Context, there *release.Release) (string, error) {
	live, err := h.deployments(ctx)
	if err != nil {
		return "", err
	}
	for _, name := range deploymentsIn(there.Manifest) {
		if _, found := live[name]; !found {
			return "Deployment " + namespace + "/" + name, nil
		}
	}
	return "", nil
}

// waitsFor says what keeps a release from being ready, or nothing.
func (h *Handler) waitsFor(ctx context.Context, there *release.Release) (string, error) {
	if there.Info.Status != release.StatusDeployed {
		return fmt.Sprintf("the Helm release %s is %s: %s", releaseName, there.Info.Status, kube.FirstLine(there.Info.Description)), nil
	}
	live, err := h.deployments(ctx)
	if err != nil {
		return "", err
	}
	for _, name := range deploymentsIn(there.Manifest) {
		d, found := live[name]
		if !found {
			return "Deployment " + namespace + "/" + name + " is missing", nil
		}
		if waitsFor := d.waitsFor(); waitsFor != "" {
			return waitsFor, nil
		}
	}
	return h.definitionWaitsFor(ctx)
}

func (d deployment) waitsFor() string {
	wanted, name := 1, "Deployment "+namespace+"/"+d.Metadata.Name
	if d.Spec.Replicas != nil {
		wanted = *d.Spec.Replicas
	}
	if d.Status.ObservedGeneration >= d.Metadata.Generation && d.Status.Updated >= wanted && d.Status.Available >= wanted {
		return ""
	}
	text := fmt.Sprintf("%s: %d of %d available", name, d.Status.Available, wanted)
	if progress, found := d.Status.Conditions.Get("Progressing"); found && progress.Status == "False" {
		text += ": " + kube.FirstLine(progress.Message)
	}
	return text
}

func (h *Handler) definitionWaitsFor(ctx context.Context) (string, error) {
	client, err := h.access.Client()
	if err != nil {
		return "", err
	}
	var live struct {
		Status struct {
			Conditions kube.Conditions `json:"conditions"`
		} `json:"status"`
	}
	if err := client.Get(ctx, definitionResource, "", profileKind, &live); err != nil {
		if kube.IsNotFound(err) {
			return "CustomResourceDefinition " + profileKind + " is not there", nil
		}
		return "", err
	}
	if waitsFor := live.Status.Conditions.Blocking("Established"); waitsFor != "" {
		return "CustomResourceDefinition " + profileKind + ": " + waitsFor, nil
	}
	return "", nil
}
