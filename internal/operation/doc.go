// Package operation carries out what is done with a lab: it joins the adapters that reach one, plans, applies and destroys.
//
// It knows no terminal, no signals and no flags: who asks is told by functions that it gives. The command line and the library
// are two shells over it.
package operation
