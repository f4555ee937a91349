package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// UnknownName is the error of a flag that names what neither the lab nor its plan has.
type UnknownName struct {
	Flag, Name string
	Meant      string // what was probably meant, or nothing
	Example    string // a name as it should look
}

// Error proposes what was meant.
func (u *UnknownName) Error() string {
	text := fmt.Sprintf("%s: the lab has no resource %q", u.Flag, u.Name)
	if u.Meant != "" {
		return text + "; did you mean " + u.Meant + "?"
	}
	return text + "; name one as kind/name, such as " + u.Example
}

// FaultCode implements fault.Coded.
func (*UnknownName) FaultCode() fault.Code { return fault.UnknownTarget }

// CheckNames returns an *UnknownName for the first name in a flag that is neither of a resource that the lab wants, nor of a
// resource or a step of the plan.
func (p *Plan) CheckNames(flag string, names []string, lab *spec.Lab) error {
	if len(names) == 0 {
		return nil
	}
	known := p.known(lab)
	for _, name := range names {
		if !slices.Contains(known, name) && len(p.stepsOf(name)) == 0 {
			return &UnknownName{Flag: flag, Name: name, Meant: meant(name, known), Example: managementID(lab).String()}
		}
	}
	return nil
}

// meant compares names within a kind, for words that begin with the same kind are all alike.
func meant(name string, known []string) string {
	kind, word, _ := strings.Cut(name, "/")
	var words []string
	for _, k := range known {
		if ofKind, found := strings.CutPrefix(k, kind+"/"); found {
			words = append(words, ofKind)
		}
	}
	if len(words) == 0 {
		return spec.NearMiss(name, known)
	}
	if near := spec.NearMiss(word, words); near != "" {
		return kind + "/" + near
	}
	return ""
}

func (p *Plan) known(lab *spec.Lab) []string {
	var known []string
	for _, r := range Desired(lab) {
		known = append(known, r.ID.String())
	}
	for _, s := range p.Steps {
		known = append(known, s.Resource.ID.String())
	}
	return known
}

// NotReplaced notes which of the resources that a person allows to be replaced the plan leaves in place.
func (p *Plan) NotReplaced(allowed []string) []string {
	var notes []string
	for _, name := range allowed {
		if !slices.ContainsFunc(p.stepsOf(name), func(s Step) bool { return s.Replace || s.loses() }) {
			notes = append(notes, name+" need not be replaced: --allow-replace is of no use for it")
		}
	}
	return notes
}
