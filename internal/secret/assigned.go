package secret

import (
	"regexp"
	"slices"
	"strings"
)

// assigned is a name and its value in a line of text: name=value, name: value, "name":"value", also with escaped quotes.
var assigned = regexp.MustCompile(
	`([A-Za-z][\w.-]*)(\\*["']?[ \t]*[:=][ \t]*)(\\+"[^"]*?\\+"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}\])"'&\\]+)`)

// flagged is an option of a command line whose value is a word of its own.
var flagged = regexp.MustCompile(`--([A-Za-z][\w-]*)( +|", *")([^\s",-][^\s",]*)`)

// spoken are words that follow an option which is spoken of.
var spoken = []string{"is", "are", "was", "may", "must", "has", "have", "cannot", "needs", "does", "and", "or", "for", "with", "in", "of", "to", "at", "on", "again", "as"}

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
		if Name(name) && !isPlain(value) && (assignment != flagged || !slices.Contains(spoken, value)) &&
			!isProse(text[:found[2]], between, value) && !isImage(text[:found[2]], between, value) && !isPlace(name, between, value) {
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
func isProse(before, between, value string) bool {
	if !strings.HasSuffix(between, ": ") || strings.ContainsAny(value[:1], `\"'`) && strings.ContainsAny(between, `"'`) {
		return false
	}
	if strings.ContainsAny(between, `"'`) {
		before = strings.TrimRight(before, `\"'`) // the name was quoted
	}
	before = strings.TrimRight(before, "\t")
	words := strings.TrimRight(before, " ")
	switch {
	case words == "" || len(before)-len(words) > 1:
		return false
	case strings.HasSuffix(before, "-"): // it is an option that is spoken of
		return true
	}
	return !strings.ContainsAny(words[len(words)-1:], "\n\r{[(,;-#|>\"'\\&?")
}

// version is a tag of an image: what stands before it is the name of the image.
var version = regexp.MustCompile(`^v?\d+(\.\d+)+|^latest$`)

// isImage tells a reference to an image, such as registry/token-service:v1, from a name and its value.
func isImage(before, between, value string) bool {
	return between == ":" && (strings.HasSuffix(before, "/") && !strings.Contains(before, "://") || version.MatchString(value))
}

// places are a line, or a line and a column.
var places = regexp.MustCompile(`^\d+(:\d+)?:?$`)

// isPlace tells a place in a file, such as credentials.yaml:12, from a name and its value.
func isPlace(name, between, value string) bool {
	extension := name[strings.LastIndex(name, ".")+1:]
	return between == ":" && slices.Contains([]string{"yaml", "yml", "json", "txt"}, extension) && places.MatchString(value)
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
