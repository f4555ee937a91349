package printable_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/internal/printable"
)

func TestTextKeepsWhatIsToBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"plain, 1.5 \u2192 \u00fcber \u2713\n\tnext": "plain, 1.5 \u2192 \u00fcber \u2713\n\tnext",
		"\x1b[31mred\x1b[0m":                         "red",
		"\x1b[2J\x1b[1;1Hgone":                       "gone",
		"\u009b2Jgone":                               "gone",
		"\x1b]0;title\x07text":                       "text",
		"\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\":  "link",
		"\x1b]0;no end, and the reason":              "]0;no end, and the reason",
		"\x1bcreset \x1b7save":                       "reset save",
		"a\rb":                                       "a b",
		"a\r\nb":                                     "a\nb",
		"bell\a, back\b, null\x00, del\x7f":          "bell, back, null, del",
		"\u202egnp.exe\u202c":                        "gnp.exe",
		"\u2066a\u2069\u200f":                        "a",
		"pass\u200bword":                             "password",
		"pass\u2061word\u180e\u3164\ufe0f\u034f":     "password",
		"\U000e0041tag\U000e0100":                    "tag",
		"bad \xff byte":                              "bad \ufffd byte",
		"line\u2028break":                            "line break",
	} {
		if got := printable.Text(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\u009b\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		once := printable.Text(text)
		for _, r := range once {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e {
				t.Fatalf("%q keeps %q", text, r)
			}
		}
	})
}
