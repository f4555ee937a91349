package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// version is what `kaaslab version` prints. A release sets it when it links, and what it was built from.
var version = "v0.1.0"

var commit, date string

func main() {
	p := newProgram(os.Stdin, os.Stdout, os.Stderr)
	p.called = calledAs(os.Args[0])
	os.Exit(run(context.Background(), p, os.Args[1:]))
}

// calledAs returns what finds the program again: its name, or the path at which a user called it.
func calledAs(arg string) string {
	if strings.ContainsRune(arg, filepath.Separator) {
		return arg
	}
	return "kaaslab"
}
