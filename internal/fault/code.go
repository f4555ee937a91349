package fault

import (
	"slices"
	"strings"
)

// Code names a cause, such as KL1010. Its first digit is the area.
type Code string

// Anchor is the name of the code's section in docs/errors.md.
func (c Code) Anchor() string { return strings.ToLower(string(c)) }

// Entry is what there is to say about a code. Its texts are Markdown.
type Entry struct {
	Code  Code
	Title string // what is wrong, on one line
	Cause string // how it comes to that
	Fix   string // what to do about it
}

// Area is a group of codes that begin with the same digit.
type Area struct {
	Title   string
	Entries []Entry // by number
}

// Areas lists all codes that are in use.
func Areas() []Area {
	return []Area{labFile, planning, machine, docker, kubernetes, commandLine, unexpected}
}

// Find returns what there is to say about a code, in upper or lower case.
func Find(code string) (Entry, bool) {
	wanted := Code(strings.ToUpper(code))
	for _, area := range Areas() {
		i := slices.IndexFunc(area.Entries, func(e Entry) bool { return e.Code == wanted })
		if i >= 0 {
			return area.Entries[i], true
		}
	}
	return Entry{}, false
}

// retired lists the codes that no error has any more. They are never given again.
var retired = []Code{}

// Retired reports whether an earlier version had the code.
func Retired(code string) bool { return slices.Contains(retired, Code(strings.ToUpper(code))) }
