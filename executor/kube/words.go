package kube

import (
	"regexp"
	"strconv"
	"strings"
)

// gotValue is how a schema error shows the value that it got: as Go prints it. It may be one of a Secret.
var gotValue = regexp.MustCompile(`got &(?:value\.\w+)?\{(?:Value:)?(.*)\}`)

// plainWords says of a schema error what sort of value the server got, in place of the value in Go's words.
func plainWords(message string) string {
	return gotValue.ReplaceAllStringFunc(message, func(found string) string {
		return "got " + sortOf(gotValue.FindStringSubmatch(found)[1])
	})
}

func sortOf(value string) string {
	_, err := strconv.ParseFloat(value, 64)
	switch {
	case value == "true" || value == "false":
		return value + ", which is no text without quotes"
	case err == nil:
		return "a number"
	case value == "<nil>":
		return "nothing"
	case strings.HasPrefix(value, "map["):
		return "a mapping"
	case strings.HasPrefix(value, "["):
		return "a list"
	}
	return "a text"
}
