// Package scenario lives through whole labs on Docker with the program as it
// is shipped: made, looked at, changed, damaged, repaired and destroyed.
package scenario
