package spec

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/secret"
)

// mostProblems bounds the list: nobody reads on, and a broken file cannot cost more than that.
const mostProblems = 200

// reader turns the nodes of one lab file into a Lab and collects what is wrong on the way.
type reader struct {
	file     string
	data     []byte // of the lab file, without its byte order mark
	root     *yaml.Node
	problems Problems
	warnings Problems
	meant    []string        // paths of keys that were misspelled
	broken   map[string]bool // paths that already have a problem, so that no other check adds a second one
}

// refuse adds a problem with the value at the place, or with its absence.
func (r *reader) refuse(at *place, code fault.Code, reason string, values ...any) {
	r.refuseNode(at, at.nearest(r.root), code, reason, values...)
}

// refuseKey adds a problem with a key itself.
func (r *reader) refuseKey(at *place, code fault.Code, reason string, values ...any) {
	keyNode, _ := at.find(r.root)
	r.refuseNode(at, keyNode, code, reason, values...)
}

func (r *reader) refuseNode(at *place, node *yaml.Node, code fault.Code, reason string, values ...any) {
	if r.isBroken(at) || r.isFull() {
		return
	}
	p := r.problem(at, node, code, r.hideValue(at, node, fmt.Sprintf(reason, values...)))
	r.tellOdd(&p, node)
	r.problems = append(r.problems, p)
	if r.isFull() {
		r.problems[mostProblems-1].Reason += fmt.Sprintf(" (this is problem %d; the rest is not listed)", mostProblems)
	}
}

func (r *reader) isFull() bool { return len(r.problems) >= mostProblems }

// warn adds a doubt that does not stop anything.
func (r *reader) warn(at *place, code fault.Code, reason string, values ...any) {
	if !r.isBroken(at) {
		node := at.nearest(r.root)
		r.addWarning(r.problem(at, node, code, r.hideValue(at, node, fmt.Sprintf(reason, values...))))
	}
}

func (r *reader) addWarning(p Problem) {
	if len(r.warnings) < mostProblems {
		r.warnings = append(r.warnings, p)
	}
}

func (r *reader) problem(at *place, node *yaml.Node, code fault.Code, reason string) Problem {
	p := Problem{File: r.file, Path: at.String(), Code: code, Reason: reason}
	if node != nil {
		p.Line, p.Column = max(node.Line, 1), max(node.Column, 1)
	}
	return p
}

// closeProblems marks the places of all problems so far. Later checks keep silent about them and what they hold.
func (r *reader) closeProblems() {
	for _, p := range r.problems {
		r.broken[p.Path] = true
	}
	for _, path := range r.meant {
		r.broken[path] = true
	}
}

func (r *reader) isBroken(at *place) bool {
	if len(r.broken) == 0 {
		return false
	}
	for ; at != nil; at = at.parent {
		if r.broken[at.String()] {
			return true
		}
	}
	return r.broken[""]
}

// has says whether the file has the key at all.
func (r *reader) has(at *place) bool {
	_, value := at.find(r.root)
	return value != nil
}

// quote shows a value in a reason, shortened if it is long, and hidden if it is a secret by its shape.
func quote(value string) string {
	if secret.Shape(value) {
		return secret.Hidden
	}
	value = shorten(value)
	if value == "" || strings.ContainsFunc(value, needsQuotes) {
		return fmt.Sprintf("%q", value)
	}
	return value
}

func shorten(value string) string {
	const most = 60
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return value
}

func needsQuotes(c rune) bool { return c <= ' ' || c == '"' || c == '\\' || c > '~' }
