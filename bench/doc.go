// Package bench holds the benchmarks of kaaslab as its users run it: whole processes, a real API server, many clusters.
//
// They run with `make bench`, never as tests: a busy machine must not fail a build. What they print are ratios within one
// run, counts and sizes rather than bare times wherever that is possible.
package bench
