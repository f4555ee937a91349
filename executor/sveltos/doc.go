// Package sveltos handles what a lab's add-on profiles become: Sveltos ClusterProfiles, and the ConfigMaps that carry
// manifests to them.
//
// Sveltos' own Go types would bring other versions of half of this program's libraries, so objects are written as maps and
// read into small structs. A profile is ready once the API server took it: which clusters match is known from the selector
// (Matching), and what Sveltos then does on them is its own story.
package sveltos
