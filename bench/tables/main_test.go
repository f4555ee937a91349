package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
)

// blank is a page with a place for each table.
func blank() string {
	page := "# Figures\n"
	for _, t := range layout {
		page += "\n" + beginMarker(t.name) + "\nas it was\n" + endMarker + "\n"
	}
	return page + "\nThe end.\n"
}

// TestWrite: what was run to its end is on the page, and of the rest is said why it is not.
func TestWrite(t *testing.T) {
	sample, err := os.Open(filepath.Join("testdata", "bench.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer sample.Close()
	path, told := filepath.Join(t.TempDir(), "page.md"), &strings.Builder{}
	if err := os.WriteFile(path, []byte(blank()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(path, sample, origin{"1 December 2026", "abc1234"}, told); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, "tables", []txtar.File{{Name: "page.md", Data: page}, {Name: "told", Data: []byte(told.String())}})
}

// TestWriteAgain: the same figures make the same page of one that has them.
func TestWriteAgain(t *testing.T) {
	sample, err := os.Open(filepath.Join("testdata", "bench.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer sample.Close()
	measured, err := read(sample)
	if err != nil {
		t.Fatal(err)
	}
	first, _, err := rewrite(blank(), measured, origin{"1 December 2026", "abc1234"})
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := rewrite(first, measured, origin{"1 December 2026", "abc1234"}); err != nil || again != first {
		t.Errorf("%v\n%s\nwant\n%s", err, again, first)
	}
}

// TestThePageHasAPlaceForEach: a table without a place would be told of after hours of measuring.
func TestThePageHasAPlaceForEach(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range layout {
		if _, err := replace(string(page), table.name, ""); err != nil {
			t.Error(err)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ page, output, want string }{
		"no place":      {"# Figures\n", "BenchmarkSimulatedAtRest \t 1\t 12 MB/cluster\n", "no place for the table atRest"},
		"no end":        {"<!-- bench: atRest -->\n", "BenchmarkSimulatedAtRest \t 1\t 12 MB/cluster\n", "has no end"},
		"no number":     {blank(), "BenchmarkFleet/10-2 \t 1\t many requests\n", `"many" is no number before "requests"`},
		"the next ends": {"<!-- bench: atRest -->\n<!-- bench: change -->\n<!-- end -->\n", "BenchmarkSimulatedAtRest \t 1\t 12 MB/cluster\n", "has no end"},
	} {
		t.Run(name, func(t *testing.T) {
			measured, err := read(strings.NewReader(c.output))
			if err == nil {
				_, _, err = rewrite(c.page, measured, origin{})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestOtherPrograms: figures of another commit would be written down as those of this one.
func TestOtherPrograms(t *testing.T) {
	t.Setenv(otherBin, "/elsewhere/bin")
	if err := run([]string{"page.md"}, strings.NewReader(""), &strings.Builder{}); err == nil || !strings.Contains(err.Error(), "/elsewhere/bin") {
		t.Errorf("got %v", err)
	}
}

func TestNumber(t *testing.T) {
	for value, want := range map[float64]string{0: "0", 14: "14", 0.2134: "0.21", 2.5: "2.50", 21.34: "21.3", 213.4: "213", 2134.4: "2,134", 1234567: "1,234,567"} {
		if got := number(value); got != want {
			t.Errorf("%v is written %s, want %s", value, got, want)
		}
	}
}
