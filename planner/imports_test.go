package planner_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed is everything that the planner may import: nothing that reads a clock, a file or a network.
var allowed = map[string]bool{
	"cmp": true, "container/heap": true, "crypto/sha256": true, "encoding/base64": true, "encoding/json": true,
	"fmt": true, "maps": true, "net/url": true, "reflect": true,
	"slices": true, "strconv": true, "strings": true,
	"github.com/google/go-cmp/cmp": true, "github.com/google/go-cmp/cmp/cmpopts": true,
	"github.com/kaaslab/kaaslab/internal/pinned":  true,
	"github.com/kaaslab/kaaslab/internal/secret":  true,
	"github.com/kaaslab/kaaslab/internal/untyped": true,
	"github.com/kaaslab/kaaslab/internal/words":   true,
	"github.com/kaaslab/kaaslab/internal/fault":   true, "github.com/kaaslab/kaaslab/spec": true,
	"github.com/kaaslab/kaaslab/spec/classpatch": true,
}

func TestPlannerIsPure(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source files (%v)", err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if name, _ := strconv.Unquote(imported.Path.Value); !allowed[name] {
				t.Errorf("%s imports %s: the planner is a pure function of lab and state", path, name)
			}
		}
	}
}
