package record

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMemory lets every fault meet every call in the world in memory.
func TestMemory(t *testing.T) {
	if !*whole || *only != "" {
		t.Skip("make record runs it, for a minute or two")
	}
	lines := filepath.Join(t.TempDir(), "outcomes")
	if _, err := inMemory("TestEveryCallMeetsEveryFault", "-every=1", "-outcomes="+lines); err != nil {
		t.Log(err) // the page says which
	}
	file, err := os.Open(lines)
	must(t, err)
	defer file.Close()
	publish(t, MemorySection(origin(), outcomesIn(t, file)))
}

func outcomesIn(t *testing.T, lines io.Reader) (all []Outcome) {
	t.Helper()
	for decoder := json.NewDecoder(lines); decoder.More(); {
		var o Outcome
		must(t, decoder.Decode(&o))
		all = append(all, o)
	}
	return all
}

func TestTheSectionInMemoryCountsByScenarioAndFault(t *testing.T) {
	section := MemorySection(Origin{"today", "abc", "a machine"}, outcomesIn(t, strings.NewReader(
		`{"scenario":"stop","fault":"killed after","struck":true}{"scenario":"apply","fault":"403","struck":true,"wrong":"lost"}{"scenario":"apply","fault":"403","struck":true}`)))
	for _, want := range []string{
		"2 of 3 points converged", "| apply | - | - | - | - | - | 1 / 2 |", "| stop | - | 1 / 1 |", "| all | - | 1 / 1 | - | - | - | 1 / 2 |",
	} {
		if !strings.Contains(section, want) {
			t.Errorf("%q is not in\n%s", want, section)
		}
	}
}
