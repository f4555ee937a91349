// Package release holds what a release is tried with: tests that look into the packages of make release-dry-run, and the
// go.mod that pins the program which writes their bills of materials. It is a module of its own, so that kaaslab does not
// depend on what reads packages.
package release
