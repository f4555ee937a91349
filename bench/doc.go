// Package bench holds the benchmarks of kaaslab as its users run it: whole processes, a real API server, many clusters.
//
// They run with `make bench`, never as tests: a busy machine must not fail a build. Only counts that it does not change are tests
// too. What they print are ratios within one run, counts and sizes rather than bare times wherever that is possible, and
// bench/tables writes them into docs/performance.md.
package bench
