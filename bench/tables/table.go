package main

import (
	"fmt"
	"strings"
)

// table is what stands between a pair of markers: a column for each of some benchmarks, and rows of their figures.
type table struct {
	name    string
	about   string // what is compared, the head of the first column
	needs   string // the benchmark without which the table is left as it is
	columns []column
	rows    []row
}

// column is a benchmark of a family: a number of clusters, or what is done to them.
type column struct{ heading, sub string }

// row is what is measured, of a family of benchmarks.
type row struct {
	label, family string
	figures       []figure
}

// figure is a unit of a benchmark, and how it is written.
type figure struct{ unit, format string }

const unknown = "–"

// missing are the benchmarks without which nothing is written: figures of two runs in one table would be compared.
func (t table) missing(r results) (names []string) {
	for _, c := range t.columns {
		if name := t.needs + c.sub; !r.has(name) {
			names = append(names, "Benchmark"+name)
		}
	}
	return names
}

// markdown writes the table without the line that says where it is from.
func (t table) markdown(r results) string {
	var text strings.Builder
	fmt.Fprintf(&text, "| %s |", t.about)
	for _, c := range t.columns {
		fmt.Fprintf(&text, " %s |", c.heading)
	}
	fmt.Fprintf(&text, "\n|%s\n", strings.Repeat("---|", len(t.columns)+1))
	for _, row := range t.rows {
		fmt.Fprintf(&text, "| %s |", row.label)
		for _, c := range t.columns {
			fmt.Fprintf(&text, " %s |", row.cell(r.figures[row.family+c.sub]))
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// cell joins the figures that there are.
func (r row) cell(measured map[string]float64) string {
	var parts []string
	for _, f := range r.figures {
		if value, known := measured[f.unit]; known {
			parts = append(parts, f.text(value))
		}
	}
	if parts == nil {
		return unknown
	}
	return strings.Join(parts, ", ")
}

// text writes milliseconds as seconds where there are many.
func (f figure) text(value float64) string {
	if f.format == "%s ms" && value >= 1000 {
		return number(value/1000) + " s"
	}
	return fmt.Sprintf(f.format, number(value))
}
