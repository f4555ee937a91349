// Package handlertest is the contract of executor.Handler as a suite of tests. The fake world and every adapter pass it, so
// that what is tested against the fake holds for the real thing.
//
// A subject gives a handler and one resource to try it on. What else it can arrange (somebody else's resource, one that
// never gets ready, access that is broken) it gives as hooks; checks without their hook are skipped, and the log says so.
package handlertest
