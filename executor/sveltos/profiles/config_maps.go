package profiles

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// configMaps is the content of ConfigMaps that carry manifests.
type configMaps struct{}

func (configMaps) kind() planner.Kind { return planner.KindConfigMap }

func (configMaps) name(live kube.Meta) string { return planner.CarrierName(live.Namespace, live.Name) }

func (configMaps) at(r planner.Resource) place { return carrierAt(kube.ConfigMaps, r.ID.Name) }

func (configMaps) look(ctx context.Context, client *kube.Client, v *view) error {
	return lookAtCarriers(ctx, client, kube.ConfigMaps, v)
}

func (c configMaps) render(r planner.Resource, _ kube.Object) (kube.Object, error) {
	attrs := r.Attrs.(planner.ConfigMap)
	data := map[string]any{}
	for name, file := range attrs.Files {
		data[name] = string(file)
	}
	object := c.at(r).object()
	object["data"] = data
	annotate(object, attrs.Template)
	if err := addManifests(data, attrs.Charts); err != nil {
		return nil, fmt.Errorf("ConfigMap %s: %w", r.ID.Name, err)
	}
	if len(attrs.Charts) > 0 {
		charts := map[string]any{}
		for name, archive := range attrs.Charts {
			charts[name] = base64.StdEncoding.EncodeToString([]byte(archive))
		}
		object["binaryData"] = charts
	}
	return object, nil
}

func (c configMaps) read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error) {
	want, _ := wanted.(planner.ConfigMap)
	files := map[string]planner.File{}
	for name, value := range live.Map("data") {
		text, isText := value.(string)
		if _, isWanted := want.Files[name]; isText && (isWanted || held.At("data").Has(name)) {
			files[name] = planner.File(text)
		}
	}
	charts := readArchives(live, want, held)
	readManifests(live, charts, files)
	return planner.ConfigMapResource(c.name(live.Meta()), planner.ConfigMap{Files: files, Charts: charts, Template: isTemplate(live)}), nil
}

func readArchives(live kube.Object, want planner.ConfigMap, held kube.Held) map[string]planner.Archive {
	var charts map[string]planner.Archive
	for name, value := range live.Map("binaryData") {
		text, _ := value.(string)
		if _, isWanted := want.Charts[name]; !isWanted && !held.At("binaryData").Has(name) {
			continue
		}
		archive, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			archive = []byte(text) // no server sends it; shown as a change
		}
		if charts == nil {
			charts = map[string]planner.Archive{}
		}
		charts[name] = planner.Archive(archive)
	}
	return charts
}

// templateAnnotation says that Sveltos fills in what stands in braces.
const templateAnnotation = "projectsveltos.io/template"

func annotate(object kube.Object, isTemplate bool) {
	if metadata, isMap := object["metadata"].(map[string]any); isMap && isTemplate {
		metadata["annotations"] = map[string]any{templateAnnotation: "true"}
	}
}

func isTemplate(live kube.Object) bool {
	_, is := live.Meta().Annotations[templateAnnotation]
	return is
}
