package sveltos

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRefsTakeThePlaceOfOthers: Sveltos calls it a conflict if another reference of the usual tier installs the same objects.
func TestRefsTakeThePlaceOfOthers(t *testing.T) {
	ours := func(tier int) policyRef {
		return policyRef{Kind: "ConfigMap", Namespace: "projectsveltos", Name: "team-goldpinger", Tier: tier}
	}
	theirs := func(tier int) policyRef {
		return policyRef{Kind: "ConfigMap", Namespace: "default", Name: "goldpinger", Tier: tier}
	}
	for name, test := range map[string]struct {
		live []policyRef
		want int
	}{
		"a new profile":            {nil, 0},
		"one of ours":              {[]policyRef{ours(0)}, 0},
		"one of ours, filled in":   {[]policyRef{ours(usualTier)}, 0},
		"the place of another":     {[]policyRef{theirs(0)}, 99},
		"the place of several":     {[]policyRef{theirs(0), theirs(50), theirs(60)}, 49},
		"once it was taken":        {[]policyRef{ours(99)}, 99},
		"with another beside ours": {[]policyRef{theirs(10), ours(99)}, 99},
		"below the lowest":         {[]policyRef{theirs(1)}, 1},
	} {
		if diff := cmp.Diff([]policyRef{ours(test.want)}, refsTo([]string{"team-goldpinger"}, test.live)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
