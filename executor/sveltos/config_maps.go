package sveltos

import (
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// configMaps is the content of ConfigMaps that carry manifests.
type configMaps struct{}

func (configMaps) kind() planner.Kind { return planner.KindConfigMap }

func (configMaps) render(r planner.Resource, _ kube.Object) (kube.Object, error) {
	data := map[string]any{}
	for name, file := range r.Attrs.(planner.ConfigMap).Files {
		data[name] = string(file)
	}
	object := kube.ConfigMaps.New(namespace, r.ID.Name)
	object["data"] = data
	return object, nil
}

func (configMaps) read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error) {
	want, _ := wanted.(planner.ConfigMap)
	files := map[string]planner.File{}
	for name, value := range live.Map("data") {
		text, isText := value.(string)
		if _, isWanted := want.Files[name]; isText && (isWanted || held.At("data").Has(name)) {
			files[name] = planner.File(text)
		}
	}
	return planner.ConfigMapResource(live.Name(), planner.ConfigMap{Files: files}), nil
}
