// Command generate prepares what the build of kaaslab-embedded needs and what
// this repository does not hold: the custom resource definitions and webhook
// configurations of the providers, a copy of Cluster API's development provider
// whose servers listen on the loopback interface only, and copies of a few more
// modules that wait less or take less.
//
// Everything is read from the Go module cache and written into git-ignored
// directories below the directory it runs in, which must be the root of the
// module. A stamp makes a second run return at once.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	force := flag.Bool("force", false, "generate even when the stamp says that everything is current")
	flag.Parse()
	if err := run(*force); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(force bool) error {
	stamp, err := currentStamp()
	if err != nil {
		return err
	}
	if !force && stampMatches(stamp) {
		return nil
	}
	for _, write := range []func() error{writeCopies, writeProviderCopy, writeModFile, writeSveltosCopy, writeSveltosModFile, writeObjects} {
		if err := write(); err != nil {
			return err
		}
	}
	// The stamp comes last, so that an interrupted run is done again.
	return os.WriteFile(stampFile, []byte(stamp), 0o644)
}
