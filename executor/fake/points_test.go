package fake_test

import (
	"encoding/json"
	"flag"
	"os"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/kaaslab/kaaslab/record"
)

var (
	outcomesFile = flag.String("outcomes", "", "write the outcome of each point to this file, a line each, for package record")
	every        = flag.Int("every", 16, "run one of so many points")
)

// TestEveryCallMeetsEveryFault repeats what people do to a lab once for each call and each fault that can meet it, or for some of them:
// the next run has to put all right.
func TestEveryCallMeetsEveryFault(t *testing.T) {
	kept := &outcomes{}
	t.Logf("one of %d points; -every=1 runs all", *every)
	t.Run("scenarios", func(t *testing.T) {
		for _, s := range scenarios() {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				kept.meetAll(t, s)
			})
		}
	})
	kept.write(t)
}

type outcomes struct {
	mu  sync.Mutex
	all []record.Outcome
}

func (o *outcomes) meetAll(t *testing.T, s scenario) {
	var c course
	synctest.Test(t, func(t *testing.T) {
		var err error
		if c, err = follow(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	})
	number := len(s.name) // so that not all scenarios begin with the same one
	for _, f := range record.MemoryFaults {
		for call, at := range c.moments {
			if !meets(f, at) {
				continue
			}
			if number++; number%*every == 0 {
				synctest.Test(t, func(t *testing.T) { o.meet(t, c, f, call) })
			}
		}
	}
}

func (o *outcomes) meet(t *testing.T, c course, f record.Fault, call int) {
	one, err := c.meet(t.Context(), f, call)
	if err != nil {
		one.Wrong = err.Error()
		t.Errorf("%s, %s at %s: %v", c.name, f, one.Request, err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, one)
}

func (o *outcomes) write(t *testing.T) {
	t.Logf("%d points", len(o.all))
	if *outcomesFile == "" {
		return
	}
	file, err := os.Create(*outcomesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := json.NewEncoder(file)
	for _, one := range o.all {
		if err := lines.Encode(one); err != nil {
			t.Fatal(err)
		}
	}
}
