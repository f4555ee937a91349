package fault_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// silent are errors that nobody is ever told, by the names of their variables.
var silent = map[string]bool{
	"errChanges": true, // ends `plan --detailed-exitcode`, whose plan has said all
}

// products are the packages whose errors people see. Their fakes are none.
var products = []string{"../../spec", "../../planner", "../../executor", "../statedir", "../cachedir", "../cli"}

// TestErrorsAreBornWithACode: an error that kaaslab makes in its own words has a code from the start, and none by the luck
// of being wrapped on its way. Only context may be added without one, to an error that is wrapped.
func TestErrorsAreBornWithACode(t *testing.T) {
	for _, root := range products {
		parseEach(t, root, func(path string, file *ast.File, files *token.FileSet) {
			if pretends(path) || file.Name.Name == "main" { // a program that only makes files of the repository
				return
			}
			for _, at := range uncoded(file) {
				t.Errorf("%s: an error without a code; make it with fault.Errorf", files.Position(at))
			}
		})
	}
}

// pretends reports whether a package only stands in for something in tests.
func pretends(path string) bool {
	for _, part := range []string{"/fake/", "test/", "/testdata/"} {
		if strings.Contains(path, part) {
			return true
		}
	}
	return false
}

// uncoded finds where errors.New is called, and fmt.Errorf without an error to wrap.
func uncoded(file *ast.File) []token.Pos {
	var found []token.Pos
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && silent[spec.Names[0].Name] {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if ok && (calls(call, "errors", "New") || calls(call, "fmt", "Errorf") && !wraps(call)) {
			found = append(found, call.Pos())
		}
		return true
	})
	return found
}

func calls(call *ast.CallExpr, from, name string) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && pkg.Name == from
}

func wraps(call *ast.CallExpr) bool {
	format, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return false
	}
	text, err := strconv.Unquote(format.Value)
	return err == nil && strings.Contains(text, "%w")
}

// within are types of errors that are never told by themselves: what wraps them has the code.
var within = map[string]bool{
	"cachedir.Status": true, // who downloads knows what it is that cannot be had
}

// TestTypesOfErrorsHaveACode: a type of error knows its code, or wraps an error that does.
func TestTypesOfErrorsHaveACode(t *testing.T) {
	for _, root := range products {
		methods := map[string][]string{} // by package and type
		parseEach(t, root, func(path string, file *ast.File, _ *token.FileSet) {
			for _, declared := range file.Decls {
				if receiver, method := methodOf(declared); method != "" && !pretends(path) {
					name := file.Name.Name + "." + receiver
					methods[name] = append(methods[name], method)
				}
			}
		})
		for name, has := range methods {
			if slices.Contains(has, "Error") && !slices.Contains(has, "FaultCode") && !slices.Contains(has, "Unwrap") && !within[name] {
				t.Errorf("%s in %s is an error without a code; give it a method FaultCode", name, root)
			}
		}
	}
}

func methodOf(declared ast.Decl) (receiver, method string) {
	function, ok := declared.(*ast.FuncDecl)
	if !ok || function.Recv == nil {
		return "", ""
	}
	of := function.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	name, _ := of.(*ast.Ident)
	if name == nil || function.Name.Name == "Error" && function.Type.Params.NumFields() > 0 { // of a logger
		return "", ""
	}
	return name.Name, function.Name.Name
}
