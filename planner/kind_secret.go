package planner

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// KindSecret is a Secret that carries to Sveltos what a profile's manifests have of Secrets: whoever may read ConfigMaps need
// not be one who may read Secrets.
const KindSecret Kind = "secret"

// Secret holds the Secrets of a profile, by the files that they come from.
type Secret struct {
	Files map[string]Hidden `json:"files"`
}

// Immutable implements Attrs.
func (Secret) Immutable() []string { return nil }

// SecretResource describes a profile's Secret.
func SecretResource(name string, attrs Secret) Resource {
	return Resource{ID: ID{KindSecret, name}, Attrs: attrs}
}

func desiredSecrets(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, profile := range lab.AddonProfiles {
		hidden := map[string]Hidden{}
		for name, file := range filesOf(profile) {
			if file.secret != "" {
				hidden[name] = Hidden(file.secret)
			}
		}
		if len(hidden) > 0 {
			r := SecretResource(carrierName(lab, profile), Secret{Files: hidden})
			r.Within, r.Needs = managementID(lab), idsOf(desiredSveltos(lab))
			resources = append(resources, r)
		}
	}
	return resources
}

// parted is a file of manifests: what of it travels in a ConfigMap, and what in a Secret.
type parted struct{ plain, secret string }

// filesOf keys a profile's files as a ConfigMap can: it allows no slash. The number keeps the order, and equal names apart.
func filesOf(profile spec.AddonProfile) map[string]parted {
	files := map[string]parted{}
	for i, file := range profile.Files {
		name := file.Path[strings.LastIndex(file.Path, "/")+1:]
		files[fmt.Sprintf("%02d-%s", i, name)] = part(file)
	}
	return files
}

// part leaves a file as it is, unless it holds Secrets beside other objects. Those are then written anew, for a comment may
// say of a Secret what nobody should read.
func part(file spec.ManifestFile) parted {
	var plain, secret []map[string]any
	for _, object := range file.Objects {
		if isSecret(object) {
			secret = append(secret, object)
		} else {
			plain = append(plain, object)
		}
	}
	switch {
	case len(secret) == 0:
		return parted{plain: file.Content}
	case len(plain) == 0:
		return parted{secret: file.Content}
	}
	return parted{plain: documents(plain), secret: documents(secret)}
}

// documents writes objects as JSON, which is YAML, each in a document of its own.
func documents(objects []map[string]any) string {
	var text strings.Builder
	for _, object := range objects {
		data, err := json.MarshalIndent(object, "", "  ")
		if err != nil {
			return "" // it was read from YAML, which holds nothing that JSON does not
		}
		text.WriteString("---\n" + printable(string(data)) + "\n")
	}
	return text.String()
}

// printable escapes what JSON may hold as it is and YAML may not, which is inside of strings.
func printable(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r >= 0x7f && r <= 0x9f || r == 0xfeff {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
