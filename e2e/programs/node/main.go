// Command node is every Kubernetes program of a node in one file: it runs as
// the program whose name it is called by, or that its first argument names.
//
// Eight programs that share nearly all their code take the space and the link
// time of one this way.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata" // images have no time zones, cron jobs may ask for them
)

func main() {
	name := filepath.Base(os.Args[0])
	if _, ok := programs[name]; !ok && len(os.Args) > 1 {
		name = os.Args[1]
		os.Args = os.Args[1:]
	}
	program, ok := programs[name]
	if !ok {
		names := strings.Join(slices.Sorted(maps.Keys(programs)), ", ")
		fmt.Fprintf(os.Stderr, "node: %q is no program: call it by one of %s\n", name, names)
		os.Exit(2)
	}
	os.Exit(program())
}
