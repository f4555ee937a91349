// Package evidence reads of a management cluster what tells why a lab does not work: the objects of Cluster API and Sveltos,
// events, and the logs of controllers. It only reads.
package evidence
