// Package charts renders Helm charts with Helm's library, and reads what Helm keeps of a release. It asks nobody and writes nothing.
package charts
