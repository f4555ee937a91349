package spec

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// limit bounds a file: parsed YAML takes a hundred times its size in memory.
type limit struct {
	bytes  int
	advice string
}

// Of manifests there may be more: people take them from others, definitions above all.
var (
	labLimit      = limit{2 << 20, "a fleet of equal clusters is one entry with count, and long values belong into files that manifests names"}
	manifestLimit = limit{16 << 20, "split it into several files"}
)

func (l limit) String() string {
	return fmt.Sprintf("is larger than %d MiB; %s", l.bytes>>20, l.advice)
}

// cleanText gives the file as text without a byte order mark, or says why it is none.
func cleanText(file string, data []byte, most limit) ([]byte, *Problem) {
	if len(data) > most.bytes {
		return nil, &Problem{File: file, Code: fault.UnreadableFile, Reason: most.String()}
	}
	data = withoutMark(data)
	for i := 0; i < len(data); {
		if c := data[i]; c < utf8.RuneSelf && c >= ' ' && c != 0x7f {
			i++
			continue
		}
		c, size := utf8.DecodeRune(data[i:])
		if reason := badCharacter(c, size); reason != "" {
			line, column := position(data, i)
			return nil, &Problem{File: file, Line: line, Column: column, Code: fault.NotText, Reason: reason}
		}
		i += size
	}
	return data, nil
}

// withoutMark leaves out the byte order mark that some editors begin a file with.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) }

func badCharacter(c rune, size int) string {
	switch {
	case c == utf8.RuneError && size == 1:
		return "is not UTF-8 text; save the file as UTF-8"
	case c == '\t' || c == '\n' || c == '\r' || c == 0x85:
		return ""
	case c == 0xfeff:
		return "has " + oddName(c)
	case c < ' ' || c >= 0x7f && c <= 0x9f || c == 0xfffe || c == 0xffff:
		return fmt.Sprintf("has the control character %U, which YAML does not allow; remove it", c)
	}
	return ""
}

// position gives line and column, both from 1, of a byte.
func position(data []byte, offset int) (line, column int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}
