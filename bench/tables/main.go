// Command tables writes what `go test -bench` printed into tables of a page, each between two markers. It is for `make bench`:
// figures that somebody copies by hand are soon those of several commits.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		os.Exit(1)
	}
}

// otherBin is what the benchmarks are told when they are to measure the programs of another commit.
const otherBin = "KAASLAB_BENCH_BIN"

func run(args []string, output io.Reader, told io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("got %d arguments, want the page: go run ./bench/tables docs/performance.md <output of go test -bench>", len(args))
	}
	if other := os.Getenv(otherBin); other != "" {
		return fmt.Errorf("the figures are those of the programs in %s and not of this commit: no table is written; unset %s", other, otherBin)
	}
	from, err := now(args[0])
	if err != nil {
		return err
	}
	return write(args[0], output, from, told)
}

func write(path string, output io.Reader, from origin, told io.Writer) error {
	measured, err := read(output)
	if err != nil {
		return err
	}
	page, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	written, left, err := rewrite(string(page), measured, from)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, reason := range left {
		fmt.Fprintln(told, reason)
	}
	if err := os.WriteFile(path, []byte(written), 0o644); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}
