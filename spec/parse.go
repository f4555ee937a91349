package spec

import (
	"reflect"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Parse reads a lab file. The name is what positions show; read gets the files that manifests and charts name, with the path as
// the lab file has it; of a directory it says so with the error *Directory.
//
// A lab that Parse returns is complete: defaults are filled in and everything is checked. What is only doubtful comes
// back as problems. If anything is wrong there is no lab, and the error is an *Invalid that lists all of it.
func Parse(name string, data []byte, read func(path string) ([]byte, error)) (*Lab, Problems, error) {
	root, bad := onlyDocument(name, data)
	if bad != nil {
		return nil, nil, &Invalid{Problems: Problems{*bad}}
	}
	r, lab := &reader{file: name, data: withoutMark(data), root: root, broken: map[string]bool{}}, &Lab{}
	r.decode(nil, root, reflect.ValueOf(lab).Elem(), &rules{})
	if !r.isFull() {
		r.checkAll(lab, read)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, nil, &Invalid{Problems: r.problems}
	}
	r.warnings.sort()
	return lab, r.warnings, nil
}

// checkAll does what needs the whole lab. Problems of one stage silence the next about the same places.
func (r *reader) checkAll(lab *Lab, read func(path string) ([]byte, error)) {
	r.closeProblems()
	r.readManifests(lab, read)
	r.readCharts(lab, read)
	r.readValues(lab, read)
	r.readPasswords(lab, read)
	r.readCertificateAuthorities(lab, read)
	r.readVariables(lab, read)
	r.closeProblems()
	lab.fillSets()
	r.fillDynamicDefaults(lab)
	r.check(lab)
	if len(r.problems) == 0 {
		r.checkSelections(lab)
		r.checkReleases(lab)
	}
}

func onlyDocument(name string, data []byte) (*yaml.Node, *Problem) {
	found, bad := documents(name, data, labLimit, 2)
	switch {
	case bad != nil:
		return nil, bad
	case len(found) == 0:
		return nil, &Problem{File: name, Line: 1, Column: 1, Code: fault.NotOneDocument, Reason: "is empty; kaaslab init writes a lab file to start from"}
	case len(found) > 1:
		return nil, &Problem{File: name, Line: found[1].Line, Column: found[1].Column, Code: fault.NotOneDocument, Reason: "has a second document; a lab file is one document, so put each lab into a file of its own"}
	}
	return found[0], nil
}
