package fault_test

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// silent are errors that nobody is ever told, by the names of their variables.
var silent = map[string]bool{
	"errChanges": true, // ends `plan --detailed-exitcode`, whose plan has said all
}

// products are the packages whose errors people see. Their fakes are none.
var products = []string{"../spec", "../planner", "../executor", "../statedir", "../cachedir", "../cmd"}

// TestErrorsAreBornWithACode: an error that kaaslab makes in its own words has a code from the start, and none by the luck
// of being wrapped on its way. Only context may be added without one, to an error that is wrapped.
func TestErrorsAreBornWithACode(t *testing.T) {
	for _, root := range products {
		parseEach(t, root, func(path string, file *ast.File, files *token.FileSet) {
			if pretends(path) {
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
