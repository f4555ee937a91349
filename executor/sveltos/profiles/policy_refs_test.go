package profiles

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
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
		if diff := cmp.Diff([]policyRef{ours(test.want)}, refsTo([]string{"team-goldpinger"}, nil, test.live)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSecretTakesOverWhatAConfigMapHeld: kaaslab 0.1 put Secrets into the profile's ConfigMap. The reference to the Secret goes
// below that, so that Sveltos takes over what is installed.
func TestSecretTakesOverWhatAConfigMapHeld(t *testing.T) {
	ref := func(kind string, tier int) policyRef {
		return policyRef{Kind: kind, Namespace: "projectsveltos", Name: "demo-app", Tier: tier}
	}
	before := []policyRef{ref("ConfigMap", 0)}
	want := []policyRef{ref("ConfigMap", 0), ref("Secret", 99)}
	for range 2 { // it stays there
		got := refsTo([]string{"demo-app"}, []string{"demo-app"}, before)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		before = got
	}
	if diff := cmp.Diff([]policyRef{ref("Secret", 99)}, refsTo(nil, []string{"demo-app"}, before[:1])); diff != "" {
		t.Errorf("without a ConfigMap (-want +got):\n%s", diff)
	}
}

// TestLaterConfigMapsGoBelowEarlierOnes: manifests that grow push objects on to the next ConfigMap, which takes them over.
func TestLaterConfigMapsGoBelowEarlierOnes(t *testing.T) {
	ref := func(name string, tier int) policyRef {
		return policyRef{Kind: "ConfigMap", Namespace: "projectsveltos", Name: name, Tier: tier}
	}
	want := []policyRef{ref("p", 0), ref("p-2", 99), ref("p-3", 98)}
	for name, live := range map[string][]policyRef{"new": nil, "grown": want[:1], "as it is": want} {
		if diff := cmp.Diff(want, refsTo([]string{"p", "p-2", "p-3"}, nil, live)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRefsAreReadByKind(t *testing.T) {
	refs := []policyRef{
		{Kind: "Secret", Namespace: planner.SveltosNamespace, Name: "a"}, {Kind: "ConfigMap", Namespace: planner.SveltosNamespace, Name: "b"}, {Kind: "Secret", Namespace: "team-a", Name: "c"},
	}
	for home, want := range map[string][][]string{
		planner.SveltosNamespace: {{"b", "Secret team-a/c"}, {"a"}},
		"team-a":                 {{"Secret projectsveltos/a", "ConfigMap projectsveltos/b"}, {"team-a/c"}},
	} {
		configMaps, secrets := readRefs(refs, home)
		if diff := cmp.Diff(want, [][]string{configMaps, secrets}); diff != "" {
			t.Errorf("of a profile whose are in %s (-want +got):\n%s", home, diff)
		}
	}
}
