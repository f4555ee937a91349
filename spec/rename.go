package spec

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Renamed is the text of a lab file with another name for the lab, and otherwise as it was written.
func Renamed(text []byte, name string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fault.Wrap(fault.NoLabFile, err)
	}
	value := topLevel(&document, "name")
	if value == nil {
		return nil, fault.Errorf(fault.NoLabFile, "the lab file has no name that could be replaced")
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	line := lines[value.Line-1]
	before, after := line[:value.Column-1], bytes.TrimLeft(line[value.Column-1:], `"'`)
	after, found := bytes.CutPrefix(after, []byte(value.Value))
	if !found || value.Anchor != "" || value.Kind != yaml.ScalarNode {
		return nil, fault.Errorf(fault.NoLabFile, "line %d of the lab file does not say the name plainly; write name: %s", value.Line, value.Value)
	}
	if value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		after = after[1:]
	}
	// Quoted always: a name such as 1 or true is none otherwise.
	lines[value.Line-1] = bytes.Join([][]byte{before, []byte(`"` + name + `"`), after}, nil)
	return bytes.Join(lines, nil), nil
}

func topLevel(document *yaml.Node, key string) *yaml.Node {
	if len(document.Content) == 0 {
		return nil
	}
	fields := document.Content[0].Content
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i].Value == key {
			return fields[i+1]
		}
	}
	return nil
}
