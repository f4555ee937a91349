package spec

import (
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// documents reads the YAML documents of a file, without those that are empty, until it has as many as are asked for.
// Aliases and merge keys are resolved.
func documents(file string, data []byte, bound limit, most int) ([]*yaml.Node, *Problem) {
	data, bad := cleanText(file, data, bound)
	if bad != nil {
		return nil, bad
	}
	found := []*yaml.Node{}
	for decoder := yaml.NewDecoder(bytes.NewReader(data)); len(found) < most; {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, syntaxProblem(file, data, err)
		}
		root := document.Content[0]
		if bad := resolveAliases(file, root); bad != nil {
			return nil, bad
		}
		if !isNull(root) {
			found = append(found, root)
		}
	}
	return found, nil
}

// Documents reads the YAML documents of a text as kaaslab reads its own files: aliases and merge keys are resolved, documents
// that are empty are left out, and what is no YAML is a problem with its place and a reason that helps.
func Documents(file string, data []byte) ([]*yaml.Node, *Problem) {
	return documents(file, data, manifestLimit, math.MaxInt)
}

var (
	errorLine   = regexp.MustCompile(`^yaml: line (\d+): `)
	errorAnchor = regexp.MustCompile(`^yaml: unknown anchor '(.*)' referenced`)
)

// syntaxProblem gives a parser's error a position and, where it can, a reason that helps.
func syntaxProblem(file string, data []byte, err error) *Problem {
	text, line := err.Error(), 1
	if found := errorAnchor.FindStringSubmatch(text); found != nil {
		line, column := position(data, max(bytes.Index(data, []byte("*"+found[1])), 0))
		return &Problem{File: file, Line: line, Column: column, Code: fault.BadAlias, Reason: "alias *" + found[1] + " has no anchor &" + found[1] + " before it"}
	}
	if found := errorLine.FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	reason := strings.TrimPrefix(errorLine.ReplaceAllString(text, ""), "yaml: ")
	if strings.HasPrefix(reason, "did not find expected") {
		line = min(line+1, lastLine(data)) // the parser counts from 0 here, and from 1 elsewhere
	}
	if at, column := tabIndent(data, line); column > 0 {
		return &Problem{File: file, Line: at, Column: column, Code: fault.NotYAML, Reason: "is indented with a tab; YAML takes spaces only"}
	}
	if name, at, column := oddNear(data, line); name != "" {
		return &Problem{File: file, Line: at, Column: column, Code: fault.NotYAML, Reason: "has " + name}
	}
	if advice := syntaxAdvice[reason]; advice != "" {
		reason += " (" + advice + ")"
	}
	return &Problem{File: file, Line: line, Column: 1, Code: fault.NotYAML, Reason: "is not YAML: " + reason}
}
