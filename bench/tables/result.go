package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// results are what go test -bench printed: the figures of each benchmark by their units, and the machine.
type results struct {
	figures    map[string]map[string]float64
	cpu        string
	processors int
}

// benchmark is a line with figures. Where there is more than one processor, their number ends the name.
var benchmark = regexp.MustCompile(`^Benchmark(\S+?)(?:-(\d+))?\s+\d+\s+(.*)$`)

// read takes in what go test printed. Lines that are no figures are somebody else's.
func read(output io.Reader) (results, error) {
	r := results{figures: map[string]map[string]float64{}, processors: 1}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if cpu, found := strings.CutPrefix(lines.Text(), "cpu: "); found {
			r.cpu = cpu
		}
		if found := benchmark.FindStringSubmatch(lines.Text()); found != nil {
			if err := r.add(found[1], found[2], found[3]); err != nil {
				return r, err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return r, fmt.Errorf("read the output of go test: %w", err)
	}
	return r, nil
}

// add takes in pairs of a value and its unit.
func (r *results) add(name, processors, pairs string) error {
	if n, err := strconv.Atoi(processors); err == nil {
		r.processors = n
	}
	figures, fields := map[string]float64{}, strings.Fields(pairs)
	for i := 0; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return fmt.Errorf("benchmark %s: %q is no number before %q: was the output cut off?", name, fields[i], fields[i+1])
		}
		figures[fields[i+1]] = value
	}
	r.figures[name] = figures
	return nil
}

// has says whether a benchmark was run to its end.
func (r *results) has(name string) bool { return r.figures[name] != nil }
