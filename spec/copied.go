package spec

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Copied is the text of a lab file for a copy of the lab: with another name, without managementCluster.apiPort, which one lab alone can
// have, and otherwise as it was written.
func Copied(text []byte, name string) ([]byte, error) {
	text, err := renamed(text, name)
	if err != nil {
		return nil, err
	}
	return withoutPort(text)
}

func renamed(text []byte, name string) ([]byte, error) {
	value, err := topLevel(text, "name")
	if err != nil {
		return nil, err
	}
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

func withoutPort(text []byte) ([]byte, error) {
	management, err := topLevel(text, "managementCluster")
	if err != nil || management == nil {
		return text, err
	}
	key, value := entryOf(management, "apiPort")
	if key == nil {
		return text, nil
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	line := string(lines[key.Line-1])
	before, said, after := cutPort(line, key.Column-1)
	if key.Line != value.Line || !strings.HasSuffix(strings.TrimRight(said, `"'`), value.Value) {
		return nil, fault.Errorf(fault.NoLabFile, "line %d of the lab file does not say apiPort plainly, which a copy cannot have as well; write apiPort: %s", key.Line, value.Value)
	}
	switch alone := len(management.Content) == 2; {
	case management.Style&yaml.FlowStyle == 0 && alone:
		lines[key.Line-1] = []byte(before + "provider: " + string(ProviderEmbedded) + after) // a key without a value is none
	case strings.Trim(before+after, " \r\n") == "":
		lines[key.Line-1] = nil
	default:
		lines[key.Line-1] = []byte(before + after)
	}
	return bytes.Join(lines, nil), nil
}

// cutPort takes an entry out of a line: up to the comma of a mapping in braces, or else with the comment behind it.
func cutPort(line string, from int) (before, said, after string) {
	before, said = line[:from], strings.TrimRight(line[from:], "\r\n")
	end := strings.IndexAny(said, ",}#")
	switch {
	case end < 0:
		return before, strings.TrimRight(said, " "), line[from+len(said):]
	case said[end] == ',':
		return before, strings.TrimRight(said[:end], " "), strings.TrimLeft(line[from+end+1:], " ")
	case said[end] == '}':
		return strings.TrimRight(before, ", "), strings.TrimRight(said[:end], " "), line[from+end:]
	}
	return before, strings.TrimRight(said[:end], " "), line[from+len(said):]
}

// topLevel is the value of a key of a lab file, or nothing where it is not there.
func topLevel(text []byte, key string) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fault.Wrap(fault.NoLabFile, err)
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	_, value := entryOf(document.Content[0], key)
	return value, nil
}
