package mask

import (
	"regexp"
	"strings"
)

// assigned is a name and its value in a line of text: name=value, name: value, "name":"value", also with escaped quotes.
var assigned = regexp.MustCompile(
	`([A-Za-z][\w.-]*)(\\*["']?[ \t]*[:=][ \t]*)(\\+"[^"]*?\\+"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}\])"'&\\]+)`)

// flagged is an option of a command line whose value is a word of its own.
var flagged = regexp.MustCompile(`--([A-Za-z][\w-]*)( +|", *")([^\s",-][^\s",]*)`)

// hideAssigned hides the values of names that tell. Both expressions have the name in their first group, and the value in
// their third.
func hideAssigned(text string, assignment *regexp.Regexp) string {
	var out strings.Builder
	for found := assignment.FindStringSubmatchIndex(text); found != nil; found = assignment.FindStringSubmatchIndex(text) {
		name, value := text[found[2]:found[3]], text[found[6]:found[7]]
		end := found[3] // the value of a harmless name may hold a name and a value itself
		if IsSecret(name) && !isPlain(value) {
			out.WriteString(text[:found[6]] + quotedAs(value))
			end = found[7]
		} else {
			out.WriteString(text[:end])
		}
		text = text[end:]
	}
	out.WriteString(text)
	return out.String()
}

// isPlain reports whether a value is no secret, whatever its name is.
func isPlain(value string) bool {
	switch strings.Trim(value, `\"'`) {
	case "Bearer", "Basic", // the secret is the next word, which has its own pattern
		"", "true", "false", "null", "nil", "{", "[", "|", "|-", ">", Hidden, strings.TrimSuffix(Hidden, ")"):
		return true
	}
	return false
}

// quotedAs keeps the quotes of a value, so that JSON stays JSON.
func quotedAs(value string) string {
	quote := value[:len(value)-len(strings.TrimLeft(value, `\"'`))]
	return quote + Hidden + quote
}
