package record

import (
	"cmp"
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

var soakFor = flag.Duration("soak", 0, "use a lab for so long, and write what it came to use into docs/reliability.md")

// TestSoak uses an embedded lab for a time: what it takes does not grow.
func TestSoak(t *testing.T) {
	if *soakFor == 0 {
		t.Skip("make soak runs it, for an hour")
	}
	number := cmp.Or(*seed, rand.Uint64())
	t.Logf("make soak SOAK_ARGS='-soak %s -seed %d'", *soakFor, number)
	dir := t.TempDir()
	s := &Site{Lab: "soak", program: program(t), dir: dir, patient: 15 * time.Minute}
	must(t, os.WriteFile(dir+"/app.yaml", []byte(besides["app.yaml"]), 0o600))
	t.Cleanup(func() {
		if out, err := s.command(context.Background(), destroy...).CombinedOutput(); err != nil {
			t.Logf("%v\n%s", err, out)
		}
	})
	soak, err := s.Soaked(t.Context(), number, *soakFor, func(what string) { t.Log(time.Now().Format(time.TimeOnly), what) })
	must(t, err)
	if grown := soak.Grown(); len(grown) > 0 {
		t.Errorf("it has grown: %s", strings.Join(grown, ", "))
	}
	must(t, s.must(t.Context(), destroy...))
	if left, err := s.files(); err != nil || len(left) > 0 {
		t.Errorf("destroy has left %v (%v)", left, err)
	}
	publish(t, SoakSection(origin(), soak))
}
