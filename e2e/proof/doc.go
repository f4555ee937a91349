// Package proof shows that the images of this module stand in for the usual
// ones: upstream's own libraries, without any of kaaslab's code, make a whole
// lab of them. When a scenario of kaaslab fails, this test tells whose fault
// it is.
package proof
