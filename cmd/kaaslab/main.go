package main

import (
	"context"
	"os"
)

// version is what `kaaslab version` prints. A release sets it when it links, and what it was built from.
var version = "v0.1.0"

var commit, date string

func main() {
	os.Exit(run(context.Background(), newProgram(os.Stdin, os.Stdout, os.Stderr), os.Args[1:]))
}
