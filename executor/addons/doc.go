// Package addons tells what the add-on profiles of a lab will do in its workload clusters: it renders what they install, as
// Sveltos would, and compares it with what is there. It writes nothing, and asks no server for what it would do.
//
// What is wanted and what is there come together in compare, which is a pure function. The rest of the package fetches the two.
package addons
