// Package words puts into a sentence what is a list or a number.
package words

import (
	"fmt"
	"strings"
)

// Most is how many names are read before they are counted, in a sentence that is about something else.
const Most = 4

// Some lists the first names, at most so many, and counts the rest: "a, b and 3 more".
func Some(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// Plural counts things: "1 step", "2 steps".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
