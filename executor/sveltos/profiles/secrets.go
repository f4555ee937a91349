package profiles

import (
	"context"
	"encoding/base64"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// secretType is the only type of Secrets that Sveltos installs from. It cannot change once a Secret is there.
const secretType = "addons.projectsveltos.io/cluster-profile"

// secrets is the content of Secrets that carry manifests.
type secrets struct{}

func (secrets) kind() planner.Kind { return planner.KindSecret }

func (secrets) name(live kube.Meta) string { return planner.CarrierName(live.Namespace, live.Name) }

func (secrets) at(r planner.Resource) place { return carrierAt(kube.Secrets, r.ID.Name) }

func (secrets) look(ctx context.Context, client *kube.Client, v *view) error {
	return lookAtCarriers(ctx, client, kube.Secrets, v)
}

func (s secrets) render(r planner.Resource, _ kube.Object) (kube.Object, error) {
	data := map[string]any{}
	for name, file := range r.Attrs.(planner.Secret).Files {
		data[name] = base64.StdEncoding.EncodeToString([]byte(file))
	}
	object := s.at(r).object()
	object["type"], object["data"] = secretType, data
	annotate(object, r.Attrs.(planner.Secret).Template)
	return object, nil
}

// read takes what is no base64, which no server sends, for a change.
func (s secrets) read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error) {
	want, _ := wanted.(planner.Secret)
	files := map[string]planner.Hidden{}
	for name, value := range live.Map("data") {
		text, isText := value.(string)
		if _, isWanted := want.Files[name]; isText && (isWanted || held.At("data").Has(name)) {
			content, _ := base64.StdEncoding.DecodeString(text)
			files[name] = planner.Hidden(content)
		}
	}
	return planner.SecretResource(s.name(live.Meta()), planner.Secret{Files: files, Template: isTemplate(live)}), nil
}
