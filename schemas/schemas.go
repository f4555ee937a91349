// Package schemas holds the JSON schema of the lab file, for editors and for kaaslab schema.
//
// The schema is generated from the types of package spec and embedded, so that a program that shows it does not carry
// the generator.
package schemas

import _ "embed"

//go:generate go run ./generate

//go:embed lab.v1alpha1.json
var lab []byte

// Lab returns the JSON schema (draft-07) of lab.yaml.
func Lab() []byte { return append([]byte(nil), lab...) }
