// Package spec is the lab file: its types, how lab.yaml is read, and what makes it valid.
//
// Parse is the only way in. It reads strictly, reports every problem at once with file, line, column and path, and
// returns a Lab that is complete: every default is filled in, and nothing that uses it has to check it again.
//
// The comments and tags of the types are the source of the JSON schema (package schemas): the comment is the
// description that an editor shows, the tags carry default, enum, pattern, bounds and an example.
package spec
