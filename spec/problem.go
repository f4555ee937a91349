package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Problem is one thing that is wrong, or only doubtful, in a lab file.
type Problem struct {
	File   string // as the user named it
	Line   int    // from 1, or 0 where the file as a whole is meant
	Column int    // from 1, in characters
	Path   string // such as workloadClusters[0].controlPlane.replicas, empty for the file as a whole
	Code   fault.Code
	Reason string // what is wrong, the value, and what to do
}

// Err is the problem as an error with a code.
func (p Problem) Err() error { return fault.Errorf(p.Code, "%s", p) }

// String is the problem on one line, in the form that editors and terminals link to the file.
func (p Problem) String() string {
	var text strings.Builder
	text.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&text, ":%d:%d", p.Line, p.Column)
	}
	if p.Path != "" {
		text.WriteString(": " + p.Path)
	}
	return text.String() + ": " + p.Reason
}

// Problems is a list of problems in the order of the file.
type Problems []Problem

// String is the list with a line for each problem.
func (ps Problems) String() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path))
	})
}

// Invalid is the error of a lab file that cannot be used. It holds everything that is wrong with the file.
type Invalid struct {
	Problems Problems
}

// Error lists the problems, one a line, in the order of the file.
func (e *Invalid) Error() string { return e.Problems.String() }

// Unwrap returns the problems, each with its code.
func (e *Invalid) Unwrap() []error {
	errs := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		errs[i] = p.Err()
	}
	return errs
}
