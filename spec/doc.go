// Package spec is the lab file: its types, how lab.yaml is read, and what makes it valid.
//
// Load reads a file and Parse reads text; there is no other way in. They read strictly, report every problem at once
// with file, line, column and path, and return a Lab that is complete: every default is filled in, and nothing that
// uses it has to check it again.
//
// The comments and tags of the types are the source of the JSON schema (package schemas): the comment is the
// description that an editor shows, the tags carry default, enum, pattern, bounds and an example. The loader reads the
// same tags, so that it cannot disagree with the schema.
//
// Reading goes in stages, and each keeps silent about places where an earlier one found a problem:
//
//   - text and YAML: size, encoding, syntax, one document, aliases (text.go, document.go, aliases.go);
//   - structure: keys, kinds of values and the rules in the tags (decode.go, rules.go);
//   - the files that manifests name (manifest_read.go);
//   - defaults that depend on other keys (defaults.go);
//   - what takes more than one key to judge, a file for each subject (check_*.go).
package spec
