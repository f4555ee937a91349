package secret

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
func hideAssigned(text string, assignment *regexp.Regexp, tell func(string)) string {
	var out strings.Builder
	at := 0
	for {
		found := assignment.FindStringSubmatchIndex(text[at:])
		if found == nil {
			break
		}
		for i := range found {
			found[i] += at
		}
		name, between, value := text[found[2]:found[3]], text[found[4]:found[5]], text[found[6]:found[7]]
		end := found[3] // the value of a harmless name may hold a name and a value itself
		if Name(name) && !isPlain(value) && !isProse(text[:found[2]], between) {
			tell(strings.Trim(value, `\"'`))
			out.WriteString(text[at:found[6]] + quotedAs(value))
			end = found[7]
		} else {
			out.WriteString(text[at:end])
		}
		at = end
	}
	if at == 0 {
		return text
	}
	return out.String() + text[at:]
}

// isProse tells the chain of an error, such as "read the token: no such file", from a line of YAML.
func isProse(before, between string) bool {
	if !strings.HasSuffix(between, ": ") || strings.ContainsAny(between, `"'`) {
		return false
	}
	before = strings.TrimRight(before, "\t")
	trimmed := strings.TrimRight(before, " ")
	if trimmed == "" || len(before)-len(trimmed) > 1 {
		return false
	}
	return !strings.ContainsAny(trimmed[len(trimmed)-1:], "\n\r{[(,;-#|>\"'\\&?")
}

// isPlain reports whether a value is no secret, whatever its name is.
func isPlain(value string) bool {
	switch strings.Trim(value, `\"'`) {
	case "Bearer", "Basic", "bearer", "basic", // the secret is the next word, which has its own pattern
		"", "true", "false", "null", "nil", "{", "[", "|", "|-", ">", ">-", Hidden, strings.TrimSuffix(Hidden, ")"):
		return true
	}
	return false
}

// quotedAs keeps the quotes of a value, so that JSON stays JSON.
func quotedAs(value string) string {
	quote := value[:len(value)-len(strings.TrimLeft(value, `\"'`))]
	return quote + Hidden + quote
}
