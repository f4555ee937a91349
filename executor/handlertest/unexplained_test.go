package handlertest

import (
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// TestEveryKindSaysWhoseItsThingsAre: a check that is left out in silence proves nothing.
func TestEveryKindSaysWhoseItsThingsAre(t *testing.T) {
	if got := unexplained(Subject{}); !slices.Equal(got, []string{"Copy", "LookAlike", "Vanishing", "Appearing"}) {
		t.Errorf("a subject without hooks is asked for %v", got)
	}
	if got := unexplained(Subject{Without: Nobodys("it is the kernel's")}); len(got) > 0 {
		t.Errorf("a subject that has said why is asked for %v", got)
	}
	some := Subject{
		Copy:      func(*testing.T) planner.ID { return planner.ID{} },
		LookAlike: func(*testing.T) {}, Vanishing: func(*testing.T) executor.Handler { return nil },
	}
	if got := unexplained(some); !slices.Equal(got, []string{"Appearing"}) {
		t.Errorf("a subject without Appearing is asked for %v", got)
	}
}
