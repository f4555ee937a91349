package spec

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// ownWords are the fields of a ClusterProfile that a profile says in keys of its own, and their keys.
var ownWords = map[string]string{"clusterSelector": "clusterSelector", "clusterRefs": "clusterRefs", "syncMode": "syncMode", "dependsOn": "dependsOn", "helmCharts": "helmCharts"}

// ProfileSchema is the schema of the key of a profile or chart whose tag is the path, without what has keys of its own.
func ProfileSchema(path string) *crd.Schema {
	schema := crd.ClusterProfile(path)
	if path != "" {
		return schema
	}
	rest := *schema
	rest.Properties = maps.Clone(schema.Properties)
	maps.DeleteFunc(rest.Properties, func(name string, _ *crd.Schema) bool { return ProfileKey(name) != "" })
	return &rest
}

// ofKubeadm begins the tag of a key that is at a path in the spec of a KubeadmConfig, and not of a ClusterProfile.
const ofKubeadm = "KubeadmConfig:"

// ForeignSchema is the schema of the key with that tag, and the words for whose field it is.
func ForeignSchema(tag string) (schema *crd.Schema, owner, path string) {
	if path, isKubeadm := strings.CutPrefix(tag, ofKubeadm); isKubeadm {
		return crd.KubeadmConfig(path), "Cluster API KubeadmConfig", path
	}
	return ProfileSchema(tag), "Sveltos ClusterProfile", tag
}

// ProfileKey is the key of a profile that says a field of a ClusterProfile, or nothing.
func ProfileKey(name string) string {
	if own := ownWords[name]; own != "" {
		return own
	}
	if f := shapeOf(reflect.TypeFor[AddonProfile]()).byKey[name]; f != nil && f.crd == name {
		return name
	}
	return ""
}

// sayWhichKey refuses in spec what has a key of its own.
func (r *reader) sayWhichKey(at *place, node *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := ProfileKey(node.Content[i].Value); key != "" {
			r.refuseNode(at.key(key), node.Content[i], fault.ConflictingKeys, "is a key of the profile itself; write it there")
		}
	}
}

// conform checks what is written in another project's words by that project's own schema.
func (r *reader) conform(at *place, node *yaml.Node, schema *crd.Schema) {
	switch {
	case schema == nil:
	case isNull(node):
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value or leave the key out")
	case schema.IntOrString:
		if r.isScalar(at, node, "a number or text", stringTag, intTag) {
			r.conformText(at, node, schema)
		}
	case schema.Type == "object":
		r.conformObject(at, node, schema)
	case schema.Type == "array":
		r.conformList(at, node, schema)
	default:
		r.conformScalar(at, node, schema)
	}
}

func (r *reader) conformList(at *place, node *yaml.Node, schema *crd.Schema) {
	if !r.expect(at, node, yaml.SequenceNode) {
		return
	}
	if len(node.Content) < schema.MinItems {
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it an item or leave the key out")
	}
	first := map[string]int{}
	for i, item := range node.Content {
		r.conform(at.item(i), item, schema.Items)
		name := nameOf(item, schema.ListKeys)
		if before, found := first[name]; found && name != "" {
			r.refuseNode(at.item(i), item, fault.Duplicate, "%s is already there, as item %d; keep one", quote(name), before)
			continue
		}
		first[name] = i
	}
}

// nameOf is what tells an item of a list from the others. Where that is a name and its value, Cluster API has a rule that
// names differ.
func nameOf(item *yaml.Node, keys []string) string {
	if len(keys) == 0 || len(keys) > 1 && !slices.Equal(keys, []string{"name", "value"}) || item.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(item.Content); i += 2 {
		if item.Content[i].Value == keys[0] {
			return item.Content[i+1].Value
		}
	}
	return ""
}

func (r *reader) conformObject(at *place, node *yaml.Node, schema *crd.Schema) {
	if !r.expect(at, node, yaml.MappingNode) {
		return
	}
	if len(node.Content) == 0 && schema.MinFields > 0 {
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value or leave the key out")
		return
	}
	names, seen := slices.Sorted(maps.Keys(schema.Properties)), map[string]bool{}
	r.eachEntry(at, node, func(inner *place, keyNode, value *yaml.Node) {
		seen[keyNode.Value] = true
		field := schema.Properties[keyNode.Value]
		switch meant := NearMiss(keyNode.Value, names); {
		case field != nil:
			r.conform(inner, value, field)
		case schema.Values != nil:
			r.conform(inner, value, schema.Values)
		case len(names) == 0 || ProfileKey(keyNode.Value) != "" && at != nil && at.name == "spec":
		case meant != "":
			seen[meant] = true
			r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key; did you mean %s?", meant)
		default:
			r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key; known are %s", strings.Join(names, ", "))
		}
	})
	for _, name := range schema.Required {
		if !seen[name] {
			r.refuseNode(at.key(name), node, fault.MissingKey, "is missing, and must be set")
		}
	}
}

func (r *reader) conformScalar(at *place, node *yaml.Node, schema *crd.Schema) {
	switch schema.Type {
	case "boolean":
		r.freeformBool(at, node)
	case "integer", "number":
		if r.isScalar(at, node, "a whole number", intTag) {
			r.conformNumber(at, node, schema)
		}
	case "string":
		if r.isScalar(at, node, "text", stringTag, timestampTag) {
			r.conformText(at, node, schema)
		}
	}
}

func (r *reader) isScalar(at *place, node *yaml.Node, words string, tags ...string) bool {
	if node.Kind == yaml.ScalarNode && slices.Contains(tags, node.Tag) {
		return true
	}
	hint := ""
	if tags[0] == stringTag && node.Kind == yaml.ScalarNode {
		hint = ", so write it in quotes"
	}
	r.refuseNode(at, node, fault.WrongType, "is %s; it must be %s%s", describe(node), words, hint)
	return false
}

func (r *reader) conformNumber(at *place, node *yaml.Node, schema *crd.Schema) {
	number, err := strconv.ParseFloat(node.Value, 64)
	switch {
	case err != nil:
	case schema.Minimum != nil && number < *schema.Minimum:
		r.refuseNode(at, node, fault.OutOfBounds, "%s is too small; the least is %v", node.Value, *schema.Minimum)
	case schema.Maximum != nil && number > *schema.Maximum:
		r.refuseNode(at, node, fault.OutOfBounds, "%s is too large; the most is %v", node.Value, *schema.Maximum)
	}
}

func (r *reader) conformText(at *place, node *yaml.Node, schema *crd.Schema) {
	length := utf8.RuneCountInString(node.Value)
	switch {
	case len(schema.Enum) > 0 && !slices.Contains(schema.Enum, node.Value):
		r.refuseNode(at, node, fault.UnknownValue, "%s is not known; %s", quote(node.Value), meantOr(node.Value, schema.Enum))
	case length < schema.MinLength:
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value")
	case schema.MaxLength > 0 && length > schema.MaxLength:
		r.refuseNode(at, node, fault.OutOfBounds, "%s is %d characters long; the most is %d", quote(node.Value), length, schema.MaxLength)
	case schema.Pattern != "" && !regexp.MustCompile(schema.Pattern).MatchString(node.Value):
		r.refuseNode(at, node, fault.WrongForm, "%s is not valid; %s", quote(node.Value), cmp.Or(schema.Meaning, "it must match "+schema.Pattern))
	}
}

// inSveltosWords collects the keys that say fields of Sveltos in its own words, by the last name of their path.
func inSveltosWords(from any) map[string]any {
	value, found := reflect.ValueOf(from), map[string]any{}
	for _, f := range shapeOf(value.Type()).fields {
		if field := value.Field(f.index); f.isCRD && field.Kind() == reflect.Interface && !field.IsNil() {
			if whole, isWhole := field.Interface().(map[string]any); f.crd == "" && isWhole {
				maps.Copy(found, whole)
				continue
			}
			found[f.crd[strings.LastIndexByte(f.crd, '.')+1:]] = field.Interface()
		}
	}
	return found
}

// InSveltosWords is what the profile says of its ClusterProfile beyond what kaaslab makes itself, by the names of the fields.
func (p AddonProfile) InSveltosWords() map[string]any { return inSveltosWords(p) }

// ProfileFields are the fields of a ClusterProfile that a lab file has keys of its own for. It says the others in Sveltos' words.
var ProfileFields = []string{"clusterSelector", "clusterRefs", "syncMode", "dependsOn", "helmCharts", "policyRefs"}

// ChartFields are those of a chart of Sveltos. All are texts, in each of which Sveltos fills in templates.
var ChartFields = []string{"repositoryURL", "repositoryName", "chartName", "chartVersion", "releaseName", "releaseNamespace", "values"}

// InSveltosWords is what is said of the chart beyond what has keys of its own, by the names of Sveltos' fields.
func (c HelmChart) InSveltosWords() map[string]any { return inSveltosWords(c) }
