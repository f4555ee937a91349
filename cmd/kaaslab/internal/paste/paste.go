// Package paste makes commands for people to paste into a shell.
package paste

import "al.essio.dev/pkg/shellescape"

// DefaultFile is the lab file of a command that names none.
const DefaultFile = "lab.yaml"

// Word quotes what a shell would not take as one word, or not as it is.
func Word(text string) string { return shellescape.Quote(text) }

// Command is a program with its arguments.
func Command(words ...string) string { return shellescape.QuoteCommand(words) }

// File is the -f that a command needs for a lab file, with a space before it.
func File(file string) string {
	if file == DefaultFile {
		return ""
	}
	return " -f " + Word(file)
}
