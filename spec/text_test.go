package spec

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const head = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n"

func TestTextThatEditorsWriteIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"byte order mark":    "\xef\xbb\xbf" + head,
		"windows lines":      strings.ReplaceAll(head+"host:\n  sysctl: {}\n", "\n", "\r\n"),
		"no last newline":    strings.TrimSpace(head),
		"document markers":   "---\n" + head + "...\n",
		"empty document end": head + "---\n",
		"other scripts":      head + "# größer, 大きい\n",
		"json":               `{"apiVersion": "kaaslab.dev/v1alpha1", "kind": "Lab", "name": "demo"}`,
	} {
		if lab, _, err := Parse("lab.yaml", []byte(text), nil); err != nil || lab.Name != "demo" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTextThatIsNoneIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"latin 1":          {head + "# gr\xf6\xdfer", "lab.yaml:4:5: is not UTF-8 text; save the file as UTF-8"},
		"utf 16":           {"\xff\xfea\x00", "lab.yaml:1:1: is not UTF-8 text; save the file as UTF-8"},
		"control":          {head + "# ä\x07", "lab.yaml:4:4: has the control character U+0007, which YAML does not allow; remove it"},
		"nothing":          {"", "lab.yaml:1:1: is empty; kaaslab init writes a lab file to start from"},
		"windows position": {strings.ReplaceAll(head, "\n", "\r\n") + "hots: {}\r\n", "lab.yaml:4:1: hots: unknown key; did you mean host?"},
		"mark position":    {"\xef\xbb\xbfname: A\n", "lab.yaml:1:7: name: A is not valid; use lower-case letters, digits and '-', with a letter or digit at both ends"},
	} {
		_, _, err := Parse("lab.yaml", []byte(test.text), nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
}

// soon is how long the processor may be busy, which other programs of the machine do not change: far more than the work takes
// that is allowed, and far less than what an attack asks for.
const soon = 5 * time.Second

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func TestAttacksAreRefusedSoon(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"large":             {strings.Repeat("# ten bytes\n", 1<<20), "is larger than 2 MiB"},
		"laughs":            {head + laughs(), "aliases stand for more than 100000 values"},
		"merged laughs":     {head + "a0: &a0 {x: 1}\n" + strings.Repeat("b: {<<: [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]}\n", 20_000), "aliases stand for more than"},
		"deep flow":         {head + "host: " + strings.Repeat("[", 1<<20), "max depth"},
		"deep lists":        {head + "host: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "more than 100 levels deep"},
		"deep block":        {head + strings.Repeat("- ", 5000) + "a\n", "is not YAML"},
		"deep mappings":     {head + "host: " + strings.Repeat("{a: ", 5000) + "1" + strings.Repeat("}", 5000), "more than 100 levels deep"},
		"deep aliases":      {head + chain(200), "levels deep through alias"},
		"unknown keys":      {head + unknownKeys(100_000), "this is problem 200"},
		"keys and clusters": {head + unknownKeys(150) + "workloadClusters:\n" + strings.Repeat("- {name: a}\n", 10_000), "this is problem 200"},
		"many profiles":     {head + "addonProfiles:\n" + strings.Repeat("- {name: a}\n", 10_000), "the most is 500"},
		"needs of profiles": {head + "addonProfiles:\n" + profiles(400), "this is problem 200"},
		"long key":          {head + strings.Repeat("k", 1<<20) + ": 1\n", "not YAML"},
		"many anchors":      {head + "colour: [" + strings.Repeat("&a x, ", 200_000) + "]\n", "unknown key"},
		"many documents":    {strings.Repeat("---\na: 1\n", 100_000), "second document"},
	} {
		start := processorTime(t)
		_, _, err := Parse("lab.yaml", []byte(test.text), nil)
		took := processorTime(t) - start
		t.Logf("%s: %v", name, took)
		if took > soon {
			t.Errorf("%s: took %v", name, took)
		}
		if invalid := (*Invalid)(nil); !errors.As(err, &invalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %.300v, want %s", name, err, test.want)
		}
	}
}

func laughs() string {
	text := "a0: &a0 [x]\n"
	for i := 1; i < 40; i++ {
		text += strings.NewReplacer("N", string(rune('a'+i%26))+strings.Repeat("q", i), "P", before(i)).Replace("N: &N [*P, *P, *P, *P, *P, *P, *P, *P, *P]\n")
	}
	return text
}

func before(i int) string {
	if i == 1 {
		return "a0"
	}
	return string(rune('a'+(i-1)%26)) + strings.Repeat("q", i-1)
}

func chain(length int) string {
	text := "a0: &a0 [x]\n"
	for i := 1; i < length; i++ {
		text += strings.NewReplacer("N", string(rune('a'+i%26))+strings.Repeat("q", i), "P", before(i)).Replace("N: &N [*P]\n")
	}
	return text
}

func unknownKeys(count int) string {
	var text strings.Builder
	for i := range count {
		text.WriteString("k" + memberName("x", i) + ": 1\n")
	}
	return text.String()
}

func TestOnlyAsManyProblemsAsSomebodyReads(t *testing.T) {
	_, _, err := Parse("lab.yaml", []byte(head+unknownKeys(5000)), nil)
	invalid := (*Invalid)(nil)
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(mostProblems, len(invalid.Problems)); diff != "" {
		t.Error(diff)
	}
}

// profiles all need a hundred that there are not, with names that are nearly those that there are.
func profiles(count int) string {
	var text strings.Builder
	for i := range count {
		needs := strings.Repeat(memberName("a-name-that-is-as-long-as-can-be-q", i)+"x, ", 99)
		text.WriteString("- {name: " + memberName("a-name-that-is-as-long-as-can-be", i) + ", dependsOn: [" + needs + "q], manifests: [a], clusterSelector: {matchLabels: {a: b}}}\n")
	}
	return text.String()
}
