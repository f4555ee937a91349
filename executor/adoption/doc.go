// Package adoption takes over what somebody else made in a management cluster: Clusters that are made from a ClusterClass, and
// ClusterProfiles of Sveltos. It marks them as a lab's and writes the lab file for them; it makes, replaces and deletes
// nothing. What a lab file cannot say, so that an apply would change it, is left alone and named.
package adoption
