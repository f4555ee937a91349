// Package cli is the command line of kaaslab.
//
// Each verb is a file: an options struct, and a run function that gets its streams as parameters, so that a test runs
// it in-process. Only handlers.go knows which adapters there are, and nothing here ends the process.
package cli
