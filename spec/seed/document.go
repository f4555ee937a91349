package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

// chunk is a part of a file that is read by itself, so that what is wrong with it does not end the rest of the file.
type chunk struct {
	text   []byte
	before int // lines of the file before it
}

var documentStart = regexp.MustCompile(`(?m)^---(?:[ \t\r].*)?$`)

// onlyComments reports whether a chunk holds nothing: comments, directives and marks.
func onlyComments(text []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(text, []byte("---"))) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != '%' && !bytes.Equal(line, []byte("...")) {
			return false
		}
	}
	return true
}

// chunks cuts a file where documents begin. JSON texts may follow each other without a mark, as kubectl reads them.
func chunks(data []byte) []chunk {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if found := jsonChunks(data); found != nil {
		return found
	}
	starts := []int{0}
	for _, at := range documentStart.FindAllIndex(data, -1) {
		starts = append(starts, at[0])
	}
	var found []chunk
	lines, last := 0, 0
	for i, start := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		lines += bytes.Count(data[last:start], []byte("\n"))
		last = start
		if text := data[start:end]; !onlyComments(text) {
			found = append(found, chunk{text, lines})
		}
	}
	return found
}

// jsonChunks are the texts of a file that holds JSON and nothing else.
func jsonChunks(data []byte) []chunk {
	var found []chunk
	for decoder, lines, last := json.NewDecoder(bytes.NewReader(data)), 0, int64(0); ; {
		var text json.RawMessage
		err := decoder.Decode(&text)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil || len(text) == 0 || text[0] != '{' && text[0] != '[' {
			return nil
		}
		start := decoder.InputOffset() - int64(len(text))
		lines += bytes.Count(data[last:start], []byte("\n"))
		last = start
		found = append(found, chunk{asYAML(text), lines})
	}
}

var surrogates = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// asYAML replaces what JSON allows and YAML does not: tabs between values, and characters in two halves.
func asYAML(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\t"), []byte(" "))
	return surrogates.ReplaceAllFunc(text, func(pair []byte) []byte {
		high, _ := strconv.ParseUint(string(pair[2:6]), 16, 32)
		low, _ := strconv.ParseUint(string(pair[8:12]), 16, 32)
		return []byte(string(rune((high-0xd800)<<10 + (low - 0xdc00) + 0x10000)))
	})
}

// documents reads a chunk, with the lines of the file.
func (c chunk) documents(file string) ([]*yaml.Node, *spec.Problem) {
	nodes, bad := spec.Documents(file, c.text)
	if bad != nil {
		if bad.Line = max(bad.Line, 1) + c.before; isHelm(c.text) {
			bad.Reason = helmReason
		}
		return nil, bad
	}
	moved := map[*yaml.Node]bool{}
	for _, node := range nodes {
		move(node, c.before, moved)
		if key := strangeKey(node); key != nil {
			return nil, c.strange(file, key)
		}
	}
	return nodes, nil
}

// strangeKey finds a key that is no text, which is what {{ .Values.name }} is for YAML.
func strangeKey(node *yaml.Node) *yaml.Node {
	for i, inner := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 && inner.Kind != yaml.ScalarNode {
			return inner
		}
		if key := strangeKey(inner); key != nil {
			return key
		}
	}
	return nil
}

func strangeKeys(nodes []*yaml.Node) bool {
	return slices.ContainsFunc(nodes, func(node *yaml.Node) bool { return strangeKey(node) != nil })
}

func (c chunk) strange(file string, key *yaml.Node) *spec.Problem {
	reason := "has a key that is no text"
	if isHelm(c.text) {
		reason = helmReason
	}
	return &spec.Problem{File: file, Line: key.Line, Reason: reason}
}

// move shifts the lines of nodes, each once: an alias stands for the same node.
func move(node *yaml.Node, lines int, done map[*yaml.Node]bool) {
	if lines == 0 || done[node] {
		return
	}
	done[node] = true
	node.Line += lines
	for _, inner := range node.Content {
		move(inner, lines, done)
	}
}

const helmReason = "is a Helm template; give what helm template makes of the chart"

// helmControl is a line of a Helm chart on which the lines around it depend, whichever document they are in.
var helmControl = regexp.MustCompile(`(?m)^\s*\{\{-?\s*(?:if|range|with|define|block|else|end)\b`)

func isHelm(text []byte) bool { return bytes.Contains(text, []byte("{{")) }

// isUnfilled finds names that a template engine would have filled in.
func isUnfilled(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "${")
}
