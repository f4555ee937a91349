package record

import "testing"

// TestASectionIsReplacedAndTheRestStays: a part of the page that is made by itself leaves the others as they are.
func TestASectionIsReplacedAndTheRestStays(t *testing.T) {
	const page = "# A\n\ntext\n\n## What it found\n\nbugs\n"
	one := Put(page, "## Drift\n\none\n")
	if want := "# A\n\ntext\n\n## Drift\n\none\n\n## What it found\n\nbugs\n"; one != want {
		t.Errorf("got %q, want %q", one, want)
	}
	both := Put(one, "## Load\n\nheavy\n")
	two := Put(both, "## Drift\n\ntwo\n")
	if want := "# A\n\ntext\n\n## Drift\n\ntwo\n\n## Load\n\nheavy\n\n## What it found\n\nbugs\n"; two != want {
		t.Errorf("got %q, want %q", two, want)
	}
	if got := Part(two, "## Load"); got != "## Load\n\nheavy\n" {
		t.Errorf("the section is %q", got)
	}
	if again := Put(two, Part(two, "## Load")); again != two {
		t.Errorf("a section that is the same makes the page %q", again)
	}
}
