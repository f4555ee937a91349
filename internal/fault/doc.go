// Package fault gives errors codes that stay: each names a cause, and stands in a table with what to do about it.
//
// A code classes a cause and not a message, so many messages share one. A code that is no longer used is retired and never
// given again, for people find it in old logs. Everything that makes errors may import this package; it imports nothing.
package fault
