// Command recording records a terminal session of kaaslab and draws it: an asciinema cast of a real run in a
// pseudo-terminal, and an animated SVG of the cast. make recording runs it; it is a module of its own, so that kaaslab does
// not depend on a terminal emulator.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	programs := flag.String("programs", "../../bin", "directory of kaaslab and kaaslab-embedded")
	images := flag.String("images", "../images", "directory of the results")
	draw := flag.Bool("draw", false, "only draw the cast that is there")
	flag.Parse()
	if err := run(*programs, *images, *draw); err != nil {
		fmt.Fprintln(os.Stderr, "recording:", err)
		os.Exit(1)
	}
}

// session is what is typed.
var session = []string{
	"kaaslab init",
	"kaaslab plan",
	"kaaslab apply --yes",
	"kaaslab status",
	"kaaslab plan",
	"kaaslab destroy --yes",
}

func run(programs, images string, drawOnly bool) error {
	castPath := filepath.Join(images, "demo.cast")
	if !drawOnly {
		c, err := record(programs, session)
		if err != nil {
			return fmt.Errorf("record: %w", err)
		}
		if err := c.save(castPath); err != nil {
			return err
		}
	}
	c, err := load(castPath)
	if err != nil {
		return err
	}
	frames, err := play(c)
	if err != nil {
		return fmt.Errorf("play %s: %w", castPath, err)
	}
	return os.WriteFile(filepath.Join(images, "demo.svg"), draw(c, frames), 0o644)
}
