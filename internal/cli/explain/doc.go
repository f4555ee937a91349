// Package explain tells what the keys of a lab file mean, from the JSON schema that editors use.
package explain
