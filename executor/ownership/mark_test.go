package ownership_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

// TestNameIdentityAndMark: a thing is the lab's only with all of them, and with what proves that kaaslab made it.
func TestNameIdentityAndMark(t *testing.T) {
	lab := ownershiptest.Lab("demo")
	id := lab.Identity().ID
	for name, c := range map[string]struct {
		claim ownership.Claim
		want  ownership.Whose
	}{
		"the lab's":                  {ownership.Claim{Lab: "demo", ID: id, Object: "a", Proven: true}, ownership.Whose{Owner: "demo"}},
		"of nobody":                  {ownership.Claim{ID: id, Object: "a", Proven: true}, ownership.Whose{Owner: ownership.AnotherOwner}},
		"of another lab":             {ownership.Claim{Lab: "x", ID: id, Object: "a", Proven: true}, ownership.Whose{Owner: "x"}},
		"of an earlier kaaslab":      {ownership.Claim{Lab: "demo", Proven: true}, ownership.Whose{Owner: "demo", Unmarked: true}},
		"without its mark":           {ownership.Claim{Lab: "demo", ID: id, Proven: true}, ownership.Whose{Owner: "demo", Unmarked: true}},
		"a copy":                     {ownership.Claim{Lab: "demo", ID: id, Object: "b", Proven: true}, ownership.Whose{Owner: "nobody: a copy of b", Claims: true, Copy: true}},
		"a copy without identity":    {ownership.Claim{Lab: "demo", Object: "b", Proven: true}, ownership.Whose{Owner: "nobody: a copy of b", Claims: true, Copy: true}},
		"made again by others":       {ownership.Claim{Lab: "demo", ID: id, Object: "a"}, ownership.Whose{Owner: "nobody: somebody else made it again with the lab's marks", Claims: true, Copy: true}},
		"the label alone":            {ownership.Claim{Lab: "demo"}, ownership.Whose{Owner: "nobody: nothing but a label says that it is the lab's", Claims: true, Copy: true}},
		"a look-alike's":             {ownership.Claim{Lab: "demo", ID: "1", Object: "a", Proven: true}, ownership.Whose{Owner: "another lab named demo (of identity 1)", Claims: true}},
		"a look-alike's, with maker": {ownership.Claim{Lab: "demo", ID: "1", Object: "a", Proven: true, Maker: "made by bob@there"}, ownership.Whose{Owner: "another lab named demo (made by bob@there)", Claims: true}},
	} {
		if got := lab.Judge(c.claim, "a"); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestIdentityLastsAsLongAsTheLab: what was found counts, and until something is, a run sticks to one of its own.
func TestIdentityLastsAsLongAsTheLab(t *testing.T) {
	fresh := ownership.New("demo", planner.Identity{User: "ann", File: "/lab.yaml"})
	first := fresh.Identity()
	if len(first.ID) != 16 || first.Made == "" || first.User != "ann" || fresh.Identity() != first {
		t.Errorf("a new lab is %+v, and then %+v", first, fresh.Identity())
	}
	found := ownershiptest.Lab("demo").Identity()
	fresh.Resolve(found)
	if fresh.Identity() != found {
		t.Errorf("after it was found the lab is %+v", fresh.Identity())
	}
	fresh.Resolve(planner.Identity{})
	if fresh.Identity() != first {
		t.Errorf("after it has gone the lab is %+v", fresh.Identity())
	}
	if other := ownership.New("demo", planner.Identity{}).Identity(); other.ID == first.ID {
		t.Error("two labs have the same ID")
	}
}
