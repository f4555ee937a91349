// Package record repeats what kaaslab does to a lab once for each request that it sends, and each fault that can meet the request:
// kaaslab is killed before it or after it, its answer is lost, late, refused or old, an event of a watch is missed. After each of
// these points the next apply has to put everything right, with nothing doubled, nothing lost, and nothing of others touched.
//
// The kaaslab that runs is the program itself, and the API server is a real one. Between them is a Wire, which numbers the requests.
// Cluster API is played by a Player, which says at once that all is well, so that a point costs a second.
//
// `make record` runs all points, which takes hours, and writes docs/reliability.md. It goes on where it was stopped. The tests run a
// sample that changes with the commit.
package record
