// Package adoption takes over what somebody else made in a management cluster: Clusters and the profiles of Sveltos. It
// marks them as a lab's and writes the lab file for them; it makes, replaces and deletes nothing. A cluster that a lab file can
// describe is described, and another one is named as it is. What an apply would change is left alone, with the reason.
package adoption
