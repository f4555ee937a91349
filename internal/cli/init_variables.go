package cli

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/yamlprocessor"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/seed"
)

// variables are the values that --set gives to the variables of clusterctl templates.
type variables struct {
	values map[string]string
	known  map[string]bool // the variables that templates have
}

// parseVariables splits at the first =, so that a value may hold more of them.
func parseVariables(words []string) (*variables, error) {
	given := &variables{values: map[string]string{}, known: map[string]bool{}}
	for _, word := range words {
		name, value, found := strings.Cut(word, "=")
		if !found || name == "" {
			return nil, fault.Errorf(fault.WrongFlag, "--set %q is not NAME=value, such as CLUSTER_NAME=workload-01", word)
		}
		given.values[name] = value
	}
	return given, nil
}

// fill fills in a template as clusterctl does, and leaves another manifest as it is: in a script of one that was applied,
// ${NAME} is the script's own. Variables that have no value are noted, and then the file is none that was applied.
func (v *variables) fill(source *seed.Source) {
	processor := yamlprocessor.NewSimpleProcessor()
	found, err := processor.GetVariableMap(source.Data)
	if err != nil || !v.isTemplate(source.Data, found) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		v.known[name] = true
		if _, isGiven := v.values[name]; !isGiven && found[name] == nil {
			source.Unset = append(source.Unset, seed.Variable{Name: name, Line: lineOf(source.Data, name)})
		}
	}
	if len(source.Unset) > 0 {
		slices.SortStableFunc(source.Unset, func(a, b seed.Variable) int { return a.Line - b.Line })
		return
	}
	if filled, err := processor.Process(source.Data, v.get); err == nil {
		source.Data = filled
	}
}

func (v *variables) get(name string) (string, error) {
	value, found := v.values[name]
	if !found {
		return "", fault.Errorf(fault.WrongFlag, "variable %s has no value", name)
	}
	return value, nil
}

// isTemplate reports whether a variable stands for a value as a whole or begins one, outside of longer texts, or is given.
func (v *variables) isTemplate(data []byte, found map[string]*string) bool {
	for name := range found {
		if _, isGiven := v.values[name]; isGiven {
			return true
		}
	}
	deeper := -1 // lines that are indented more than this are of a text
	for line := range bytes.Lines(data) {
		text := bytes.TrimLeft(line, " ")
		indent := len(line) - len(text)
		switch {
		case len(bytes.TrimSpace(text)) == 0 || text[0] == '#':
			continue
		case deeper >= 0 && indent > deeper:
			continue
		case variableValue.Match(line):
			return true
		}
		if deeper = -1; textBegins.Match(line) {
			deeper = indent
		}
	}
	return false
}

var (
	// variableValue is a variable in a value without spaces before it: name: ${X}, - "${X}", cidrBlocks: ["${X}"], a-${X}.
	variableValue = regexp.MustCompile(`(?:^\s*(?:-\s+)*|[\[{,]\s*)(?:[^\s:]+:\s+)?["']?[^\s"'$]*\$\{\s*[A-Za-z_][A-Za-z0-9_]*\s*(?:\}|:?[=-])`)
	// textBegins is the mark of a text of several lines.
	textBegins = regexp.MustCompile(`(?:^|[:\-]\s+)[|>][-+0-9]*\s*(?:#.*)?$`)
)

func lineOf(data []byte, name string) int {
	place := regexp.MustCompile(`\$\{\s*` + regexp.QuoteMeta(name) + `\b`).FindIndex(data)
	if place == nil {
		return 0
	}
	return bytes.Count(data[:place[0]], []byte("\n")) + 1
}

// unused are the variables that --set names and no template has.
func (v *variables) unused() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(v.values)), func(name string) bool { return v.known[name] })
}

func (v *variables) unusedReason(name string) string {
	known := slices.Sorted(maps.Keys(v.known))
	switch meant := spec.NearMiss(name, known); {
	case meant != "":
		return fmt.Sprintf("no manifest has this variable; did you mean %s?", meant)
	case len(known) > 0:
		return "no manifest has this variable; there are " + strings.Join(known, ", ")
	}
	return "no manifest has a variable"
}
