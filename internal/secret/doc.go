// Package secret decides what is a secret. It is the one place for that: what a plan hides, what errors and events leave out,
// and what diagnose masks follow from here, so that they agree.
//
// A value is secret by the name that it has, such as password or apiKey; by what stands beside it, as in {name: DB_PASSWORD,
// value: ...}; or by its shape, wherever it stands: keys and certificates in PEM, tokens, passwords in addresses, texts in YAML
// or base64 that hold any of these. Where it is in doubt it hides, but what only names, places or describes a secret stays.
// The package is pure: it looks at what it is given and at nothing else.
package secret

// Hidden stands where a secret was.
const Hidden = "(hidden)"
