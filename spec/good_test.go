package spec

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
)

// asRead leaves out what is known of the file only: a lab that is written names what was left open.
var asRead = cmpopts.IgnoreFields(WorkloadCluster{}, "LeavesOpen")

func TestGoodLabsAreReadWithTheirDefaults(t *testing.T) {
	eachArchive(t, "testdata/good/*.txtar", 15, func(t *testing.T, a archive) {
		lab, warnings, err := a.parse()
		if err != nil {
			t.Fatal(err)
		}
		got, said := string(marshal(t, lab)), ""
		if len(warnings) > 0 {
			said = strings.ReplaceAll(warnings.String(), "lab.yaml:", "") + "\n"
		}
		if *update {
			a.parts["warnings"] = said
			a.write(t, "want", got)
			return
		}
		if diff := cmp.Diff(a.parts["want"]+a.parts["warnings"], got+said); diff != "" {
			t.Errorf("lab (-want +got):\n%s", diff)
		}
		a.parts["lab.yaml"] = got
		again, _, err := a.parse()
		if diff := cmp.Diff(lab, again, asRead); err != nil || diff != "" {
			t.Errorf("the lab as it was read does not read as itself: %v\n%s", err, diff)
		}
	})
}

func TestOnlyDoubtfulLabsHaveWarnings(t *testing.T) {
	eachArchive(t, "testdata/good/*.txtar", 15, func(t *testing.T, a archive) {
		if isWarning := strings.Contains(a.path, "/warn_"); isWarning != (a.parts["warnings"] != "") {
			t.Errorf("warnings %q", a.parts["warnings"])
		}
	})
}

// marshal writes a lab as YAML, through JSON, whose tags the types have.
func marshal(t testing.TB, lab *Lab) []byte {
	t.Helper()
	text, err := json.Marshal(lab)
	if err != nil {
		t.Fatal(err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		t.Fatal(err)
	}
	blockStyle(&node)
	text, err = yaml.Marshal(&node)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// blockStyle makes YAML that people write from nodes that came from JSON. Quotes stay where they are needed.
func blockStyle(node *yaml.Node) {
	if node.Kind != yaml.ScalarNode || plainName.MatchString(node.Value) && oldBools[strings.ToLower(node.Value)] == "" {
		node.Style = 0
	}
	for _, child := range node.Content {
		blockStyle(child)
	}
}
