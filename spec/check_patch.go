package spec

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/untyped"
)

// checkPatches refuses patches of a profile that Sveltos could not read, on any cluster. What it fills in first it reads alone.
func (r *reader) checkPatches(at *place, p *AddonProfile) {
	patches, _ := p.Patches.([]any)
	for i, entry := range patches {
		fields, _ := entry.(map[string]any)
		if text, isText := fields["patch"].(string); isText && !strings.Contains(text, "{{") {
			if reason := patchReason(strings.TrimSpace(text)); reason != "" {
				r.refuse(at.item(i).key("patch"), fault.WrongForm, "%s", reason)
			}
		}
	}
}

// checkExclusions refuses paths of driftExclusions that name nothing in any object: Sveltos would undo the changes that were to be left
// alone.
func (r *reader) checkExclusions(at *place, p *AddonProfile) {
	exclusions, _ := p.DriftExclusions.([]any)
	for i, entry := range exclusions {
		fields, _ := entry.(map[string]any)
		for j, path := range untyped.Items[string](fields["paths"]) {
			if !strings.HasPrefix(path, "/") {
				r.refuse(at.item(i).key("paths").item(j), fault.WrongForm, "%s is no path in an object; write it as a JSON pointer, such as /spec/replicas", quote(path))
			}
		}
	}
}

// patchReason says why a patch is none. Kustomize's library, which Sveltos takes, knows by the first letter what it is.
func patchReason(text string) string {
	switch {
	case strings.HasPrefix(text, "["):
		if json.Unmarshal([]byte(text), new([]map[string]any)) != nil {
			return "begins with [ and is no JSON, as which Sveltos reads it then; begin each operation with '- ', such as - {op: remove, path: /spec/replicas}"
		}
	case strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "---"):
		if yaml.Unmarshal([]byte(text), new([]map[string]any)) != nil {
			return "is no list of operations, such as - {op: remove, path: /spec/replicas}"
		}
	default:
		return partReason(text)
	}
	return ""
}

func partReason(text string) string {
	var object struct {
		Kind     string
		Metadata struct{ Name string }
	}
	switch {
	case yaml.Unmarshal([]byte(text), &object) != nil:
		return "is neither a list of operations, such as - {op: remove, path: /spec/replicas}, nor the part of an object that is changed"
	case object.Kind == "" || object.Metadata.Name == "":
		return "has no kind or no metadata.name, which the part of an object that is changed needs, also beside a target"
	}
	return ""
}
