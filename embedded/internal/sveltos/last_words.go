package sveltos

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"
)

const (
	// mostRead is how much of the end of a log is looked through: a panic prints the stack of every goroutine.
	mostRead = 256 << 10
	// mostSaid is how much of a line is taken.
	mostSaid = 300
)

var (
	// complaint is how klog begins a line that is an error, or the end.
	complaint = regexp.MustCompile(`^[EF]\d{4} [\d:.]+ +\d+ [^\]]+\] (.*)$`)
	// cause is what belongs to it.
	cause = regexp.MustCompile(`^"([^"]*)" err="((?:[^"\\]|\\.)*)"`)
)

// lastWords is why a program ended that has written its log from an offset on:
// its panic, else its last error, else its last line.
func lastWords(path string, from int64) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	if end, err := file.Seek(0, io.SeekEnd); err == nil {
		_, _ = file.Seek(max(from, end-mostRead), io.SeekStart)
	}
	text, _ := io.ReadAll(file) // what could be read will do
	return shorten(tell(text))
}

func tell(log []byte) string {
	said := ""
	last := ""
	for line := range bytes.Lines(log) {
		text := strings.TrimSpace(string(line))
		switch found := complaint.FindStringSubmatch(text); {
		case strings.HasPrefix(text, "panic: ") || strings.HasPrefix(text, "fatal error: "):
			return text
		case found != nil:
			said = plain(found[1])
		case text != "":
			last = text
		}
	}
	if said != "" {
		return said
	}
	return last
}

// plain takes what is for people out of a structured line.
func plain(structured string) string {
	if found := cause.FindStringSubmatch(structured); found != nil {
		return found[1] + ": " + strings.ReplaceAll(found[2], `\"`, `"`)
	}
	return structured
}

func shorten(line string) string {
	if runes := []rune(line); len(runes) > mostSaid {
		return string(runes[:mostSaid-3]) + "..."
	}
	return line
}
