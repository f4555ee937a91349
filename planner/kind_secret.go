package planner

import "github.com/kaaslab/kaaslab/spec"

// KindSecret is a Secret that carries to Sveltos what a profile's manifests have of Secrets: whoever may read ConfigMaps need
// not be one who may read Secrets.
const KindSecret Kind = "secret"

// Secret holds the Secrets of a profile, by the files that they come from.
type Secret struct {
	Files map[string]Hidden `json:"files"`
	// Template says that Sveltos fills in what stands in braces.
	Template bool `json:"template,omitempty"`
}

// Immutable implements Attrs.
func (Secret) Immutable() []string { return nil }

// SecretResource describes a profile's Secret.
func SecretResource(name string, attrs Secret) Resource {
	return carrierResource(ID{KindSecret, name}, attrs)
}

func desiredSecrets(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, profile := range lab.AddonProfiles {
		for _, c := range carriers(lab, profile, secretPieces) {
			hidden := make(map[string]Hidden, len(c.files))
			for key, text := range c.files {
				hidden[key] = Hidden(text)
			}
			resources = append(resources, forSveltos(lab, SecretResource(c.name, Secret{Files: hidden, Template: c.group.Template})))
		}
	}
	return resources
}
