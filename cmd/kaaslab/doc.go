// Command kaaslab turns one lab.yaml into a Kubernetes-as-a-Service lab and keeps it so.
//
// Each verb is a file: an options struct, and a run function that gets its streams as parameters, so that a test runs
// it in-process. Only handlers.go knows which adapters there are, and only main.go ends the process.
package main
