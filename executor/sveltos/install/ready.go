package install

import (
	"context"

	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var definitionResource = kube.Resource{
	Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition", Plural: "customresourcedefinitions"}

// profileKind is the definition that profiles need.
const profileKind = "clusterprofiles.config.projectsveltos.io"

// releaseAnnotation is how helm marks what belongs to a release.
const releaseAnnotation = "meta.helm.sh/release-name"

// deployments lists the release's Deployments by name. Agents that Sveltos starts by itself are not among them.
func (h *Handler) deployments(ctx context.Context) (map[string]*kube.Deployment, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, err
	}
	found := map[string]*kube.Deployment{}
	_, err = kube.List(ctx, client, kube.Deployments, kube.Query{Namespace: namespace}, func(live *kube.Deployment) {
		if live.Metadata.Annotations[releaseAnnotation] == releaseName {
			found[live.Metadata.Name] = live
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
	for _, wanted := range deploymentsIn(there.Manifest) {
		if live[wanted.Metadata.Name] == nil {
			return "Deployment " + namespace + "/" + wanted.Metadata.Name, nil
		}
	}
	return h.missingDownloads(ctx, there)
}

// missingDownloads names what the controller is told of and is not there, or nothing.
func (h *Handler) missingDownloads(ctx context.Context, there *release.Release) (string, error) {
	client, err := h.access.Client()
	if err != nil {
		return "", err
	}
	attrs := planner.Sveltos{}
	readDownloads(there, &attrs)
	for _, told := range []struct {
		of   kube.Resource
		name string
		is   bool
	}{{kube.Secrets, proxySecret, len(attrs.Env) > 0}, {kube.ConfigMaps, trustConfigMap, len(attrs.CertificateAuthorities) > 0}} {
		if !told.is {
			continue
		}
		if err := client.Get(ctx, told.of, namespace, told.name, &struct{}{}); kube.IsNotFound(err) {
			return told.of.Kind + " " + namespace + "/" + told.name, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", nil
}

// waitsFor says what keeps a release from being ready, or nothing.
func (h *Handler) waitsFor(ctx context.Context, there *release.Release) (string, error) {
	if there.Info.Status != release.StatusDeployed {
		return undeployed(there), nil
	}
	live, err := h.deployments(ctx)
	if err != nil {
		return "", err
	}
	for _, wanted := range deploymentsIn(there.Manifest) {
		d := live[wanted.Metadata.Name]
		switch {
		case d == nil:
			return "Deployment " + namespace + "/" + wanted.Metadata.Name + " is missing", nil
		case wanted.Idle() && d.Idle():
			continue // the chart has it so
		}
		if waitsFor := d.WaitsFor(); waitsFor != "" {
			return waitsFor, nil
		}
	}
	if missing, err := h.missingDownloads(ctx, there); err != nil || missing != "" {
		return missing + " is missing", err
	}
	return h.definitionWaitsFor(ctx)
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
